import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { namesIn } from '../../oracle/roles.ts';
import { asOneRole, extremesOf, oddRoles } from '../odd-roles.ts';

const policy = {
  roles: { boss: { scope: 'platform' }, viewer: { scope: 'tenant' }, admin: { scope: 'tenant' } },
  operations: {
    read: { roles: ['admin', 'viewer', 'boss'] },
    write: { roles: ['admin', 'boss'] },
    all: { roles: ['boss'] },
  },
} as unknown as Policy;

it('ranks the roles of a tenant by what they may call', () => {
  assert.deepEqual(extremesOf(policy), ['admin', 'viewer']);
});

it('makes no claim that is exactly one role of the policy', () => {
  const all = oddRoles(policy);
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  for (const { name, claim } of all) {
    const names = namesIn(claim);
    assert.ok(names.length !== 1 || !Object.hasOwn(policy.roles, names[0]!), name);
  }
});

it('tells one role where there is no list', () => {
  const told = Object.fromEntries(oddRoles(policy).map((odd) => [odd.name, asOneRole(odd)]));
  assert.equal(told['other-case'], 'Admin');
  assert.equal(told['empty-list'], null);
  assert.deepEqual(told['contradictory'], ['viewer', 'admin']);
});
