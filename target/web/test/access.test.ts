import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Role } from '../src/api/types.ts';
import { allows, MEMBERS, roleName } from '../src/app/access.ts';

const told = (role: unknown): Role => role as Role;

it('names the roles that there are', () => {
  assert.equal(roleName('super_admin'), 'Super admin');
  assert.equal(roleName('viewer'), 'Viewer');
});

it('neither names nor admits anything else', () => {
  for (const role of [null, '', 'Admin', ' admin ', 'constructor', 1, ['admin'], { name: 'admin' }]) {
    assert.equal(roleName(told(role)), 'No role');
    assert.equal(allows({ role: told(role) }, MEMBERS), false);
  }
});
