import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { cellsOf, makePlan } from '../index.ts';
import { pagesOfEverybody } from '../client.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const idsOf = (changed: Policy): string[] => cellsOf(makePlan(changed, ['chromium']), []).map(({ id }) => id);
const ids = idsOf(policy);
const some = (all: readonly string[], start: string): boolean => all.some((id) => id.startsWith(start));

test('pages that hold a tenant against another one are open to whatever role the person has there', () => {
  assert.deepEqual(
    pagesOfEverybody(policy).map(([name]) => name),
    ['dashboard', 'competitors', 'alerts'],
  );
});

test('an application without a switcher is asked for no switch, and for everything else', () => {
  const { switch: _, ...client } = policy.client;
  const without = idsOf({ ...policy, client });
  for (const kind of ['switch-painted', 'switch-back', 'late-answer', 'two-tabs']) {
    assert.ok(some(ids, `isolation/${kind}/`), kind);
    assert.ok(!some(without, `isolation/${kind}/`), kind);
  }
  assert.ok(some(without, 'isolation/second-login-kept/'));
});

test('a second login is one of another tenant, by a person who may be logged out', () => {
  const [id = ''] = ids.filter((one) => one.startsWith('isolation/second-login-kept/'));
  const people = id
    .split('/')
    .slice(2)
    .map((name) => policy.identities[name]);
  assert.deepEqual(
    people.map((person) => person?.purpose),
    ['spare', 'spare'],
  );
  assert.notEqual(people[0]?.tenant, people[1]?.tenant);
});

test('the lowest role is tried on every page that is denied to it, with a bent profile and a bent storage', () => {
  const denied = Object.entries(policy.pages).filter(([, { roles }]) => !roles.includes('viewer'));
  for (const [page] of denied)
    for (const tampering of ['profile', 'storage'])
      assert.ok(ids.includes(`access/tampered-${tampering}/${page}/retail-viewer`), `${tampering} ${page}`);
});

test('a locked control is tried by the roles that see it locked, and no form that has nothing to show', () => {
  const writes = ids.filter((id) => id.startsWith('access/tampered-write/'));
  assert.ok(writes.includes('access/tampered-write/settings.update/lock/gym-analyst'));
  assert.ok(writes.includes('access/tampered-write/competitors.create/profile/retail-viewer'));
  assert.ok(!writes.includes('access/tampered-write/settings.update/profile/retail-viewer'));
});

test('a link that is shown once is asked for where there is a form that invites', () => {
  assert.ok(ids.includes('session/shown-once/hotel-admin'));
  const users = { ...policy.pages['users'], controls: [] };
  const pages = { ...policy.pages, users } as Policy['pages'];
  assert.ok(!some(idsOf({ ...policy, pages }), 'session/shown-once/hotel-admin'));
});

test('what was searched for is looked for where there is something to search', () => {
  assert.ok(ids.includes('session/searched-words/hotel-admin'));
  const operations = Object.fromEntries(
    Object.entries(policy.operations).map(([name, { search: _, ...operation }]) => [name, operation]),
  );
  const without = idsOf({ ...policy, operations });
  assert.ok(!without.includes('session/searched-words/hotel-admin'));
});

test('the browser of somebody of each role is looked into, each at the pages that the role may open', () => {
  const looked = ids.filter((id) => id.startsWith('session/browser-storage/'));
  const roles = looked.map((id) => policy.identities[id.split('/').at(-1) ?? '']?.role ?? '');
  assert.deepEqual(roles.sort(), Object.keys(policy.roles).sort());
});
