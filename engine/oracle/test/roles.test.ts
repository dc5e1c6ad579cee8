import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { expectedOf, nameDifference, namesIn, standingDifference, standingText } from '../roles.ts';

const policy = {
  tenants: { hotel: { id: 'org_1' }, cinema: { id: 'org_2' } },
  roles: { admin: { scope: 'tenant', permissions: ['read', 'write'] }, viewer: { scope: 'tenant' } },
  identities: { 'hotel-admin': { tenant: 'hotel', role: 'admin' }, nobody: {} },
} as unknown as Policy;
const admin = expectedOf(policy, 'hotel-admin');
const difference = (change: object) => standingDifference(policy, admin, { ...admin, ...change });

it('takes a claim as it comes: one name, several, none, or no name at all', () => {
  assert.deepEqual(namesIn('admin'), ['admin']);
  assert.deepEqual(namesIn(['admin', 'admin']), ['admin', 'admin']);
  assert.deepEqual(namesIn(undefined), []);
  assert.deepEqual(namesIn(null), []);
  assert.deepEqual(namesIn([]), []);
  assert.deepEqual(namesIn([{ name: 'admin' }, 7]), ['{"name":"admin"}', '7']);
});

it('finds nothing where a place says the same', () => {
  assert.equal(difference({}), undefined);
  assert.equal(difference({ permissions: undefined }), undefined);
  assert.equal(difference({ permissions: ['write', 'read'] }), undefined);
  assert.equal(
    standingDifference(policy, expectedOf(policy, 'nobody'), { roles: [], tenants: [] }),
    undefined,
  );
});

it('tells each difference', () => {
  assert.equal(difference({ roles: ['viewer'] }), 'viewer of hotel');
  assert.equal(difference({ roles: ['Admin'] }), 'Admin of hotel');
  assert.equal(difference({ roles: ['admin', 'admin'] }), 'admin + admin of hotel');
  assert.equal(difference({ roles: [] }), 'no role of hotel');
  assert.equal(difference({ roles: [''] }), '"" of hotel');
  assert.equal(difference({ tenants: ['org_2'] }), 'admin of cinema');
  assert.equal(difference({ tenants: ['org_9'] }), 'admin of org_9');
  assert.equal(difference({ tenants: [] }), 'admin');
  assert.equal(
    difference({ permissions: ['read', 'audit'] }),
    'admin of hotel, with audit besides, without write',
  );
  assert.equal(standingText(policy, expectedOf(policy, 'nobody')), 'no role');
});

it('compares names without regard to their order', () => {
  assert.equal(nameDifference(['a', 'b'], ['b', 'a']), undefined);
  assert.equal(nameDifference(['a'], ['a', 'A']), 'besides: "A"');
  assert.equal(nameDifference(['a', 'b'], ['c']), 'besides: "c"; missing: "a", "b"');
});
