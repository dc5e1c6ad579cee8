import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { loadPolicy } from '../../policy/load.ts';
import { accountsByKind, enumeration } from '../enumeration.ts';
import { messages } from '../messages.ts';
import { oddRolesShown, roleLists, roleModel, rolesElsewhere } from '../roles.ts';

const policy = loadPolicy(resolve(import.meta.dirname, '../../../policy/marketedge.yaml'));
const placesOf = (name: string): string[] =>
  roleModel(policy)
    .flatMap(({ cells }) => cells)
    .filter(({ identity }) => identity === name)
    .map(({ place }) => place);

test('a role is looked for wherever the identity is known', () => {
  assert.deepEqual(placesOf('hotel-admin'), [
    'id-token',
    'access-token',
    'profile',
    'people',
    'database',
    'interface',
  ]);
  assert.deepEqual(placesOf('platform-super-admin'), [
    'id-token',
    'access-token',
    'profile',
    'database',
    'interface',
  ]);
  assert.deepEqual(placesOf('hotel-disabled'), ['people', 'database']);
  assert.deepEqual(placesOf('hotel-norole'), ['id-token', 'access-token', 'people', 'database', 'interface']);
  assert.deepEqual(placesOf('none-notenant'), ['id-token', 'access-token', 'interface']);
});

test('each of these checks has its own place in the table of the report', () => {
  const entries = roleModel(policy)
    .flatMap(({ cells }) => cells)
    .map(({ entry }) => JSON.stringify(entry));
  assert.ok(entries.every((entry) => entry !== undefined));
  assert.equal(new Set(entries).size, entries.length);
});

test('what a policy does not describe is not planned', () => {
  const { people: _people, ...rest } = policy;
  const bare = {
    ...rest,
    claims: {},
    client: { serviceWorkers: [], callback: '/callback', loggedOut: '/' },
    documents: {},
  };
  delete (bare as { database?: unknown }).database;
  assert.deepEqual(
    roleModel(bare).map(({ cells }) => cells[0]?.place),
    ['interface'],
  );
  assert.deepEqual(roleLists(bare), []);
  assert.deepEqual(oddRolesShown(bare), []);
});

test('accounts of every kind are asked for, each on all pages', () => {
  assert.deepEqual(Object.keys(accountsByKind(policy)), [
    'known',
    'other-tenant',
    'disabled',
    'mfa',
    'no-role',
    'no-tenant',
  ]);
  assert.deepEqual(
    enumeration(policy).map(({ cells }) => cells.filter(({ typed }) => typed === undefined).length),
    [6, 6, 6],
  );
});

test('things go wrong at two forms, one list and one profile, for people who may use them', () => {
  const places = messages(policy).map(({ cells }) => [cells[0]?.operation, cells[0]?.actor, cells.length]);
  assert.deepEqual(places, [
    ['competitors.create', 'hotel-admin', 8],
    ['alerts.create', 'hotel-admin', 8],
    ['competitors.list', 'hotel-admin', 5],
    ['me.read', 'hotel-admin', 4],
  ]);
});

test('the role in a further tenant is looked at for whoever has one', () => {
  const cells = rolesElsewhere(policy).flatMap((group) => group.cells);
  assert.deepEqual(
    cells.map(({ identity, other }) => [identity, other]),
    [['hotel-multi', 'cinema']],
  );
  const { people: _people, ...unmanaged } = policy;
  assert.deepEqual(rolesElsewhere(unmanaged), []);
});
