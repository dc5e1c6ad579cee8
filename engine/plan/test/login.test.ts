import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { loginChecks } from '../login.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const idsOf = (groups: { cells: { id: string }[] }[]): string[] =>
  groups.flatMap(({ cells }) => cells.map(({ id }) => id));

test('every tenant that the person does not belong to is named at a login, in every way', () => {
  const [group] = loginChecks(policy).organizations;
  const [actor] = group?.cells.map((cell) => cell.actor) ?? [];
  const own = policy.identities[actor ?? '']?.tenant;
  const others = Object.keys(policy.tenants).filter((tenant) => tenant !== own);
  assert.deepEqual(
    new Set(group?.cells.map(({ other, asked }) => `${other} ${asked}`)),
    new Set(others.flatMap((other) => ['id', 'name', 'invitation'].map((asked) => `${other} ${asked}`))),
  );
});

test('somebody of a second tenant may name it', () => {
  const [name] =
    Object.entries(policy.identities).find(([, { tenant, purpose }]) => tenant && purpose === 'matrix') ?? [];
  assert.ok(name);
  const identity = policy.identities[name];
  assert.ok(identity);
  const [second] = Object.keys(policy.tenants).filter((tenant) => tenant !== identity.tenant);
  assert.ok(second);
  const member = { ...policy, identities: { ...policy.identities, [name]: { ...identity, also: [second] } } };
  assert.ok(!idsOf(loginChecks(member).organizations).some((id) => id.includes(`/${second}/`)));
});

test('a return path is tried where the application has a link that begins a login, and only there', () => {
  assert.ok(idsOf(loginChecks(policy).returnPaths).includes('session/return-path/scheme-relative'));
  const { returnTo: _returnTo, ...client } = policy.client;
  assert.deepEqual(loginChecks({ ...policy, client }).returnPaths, []);
});
