import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { REQUEST_KEYS, requestKeys } from '../../probe/request-keys.ts';
import { sameRequestKey } from '../same-request-key.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cells = sameRequestKey.plan(policy, {}).flatMap((group) => group.cells);

test('with everything that a tenant makes, each tenant uses the key of the one before', () => {
  const between = cells.filter(({ tenant, first }) => tenant !== first.tenant);
  assert.deepEqual([...new Set(between.map(({ operation }) => operation))].sort(), [
    'alerts.create',
    'attachments.create',
    'competitors.create',
    'exports.create',
    'invitations.create',
    'prices.create',
  ]);
  for (const operation of new Set(between.map((cell) => cell.operation))) {
    const tenants = between.filter((cell) => cell.operation === operation).map(({ tenant }) => tenant);
    assert.deepEqual(tenants.sort(), Object.keys(policy.tenants).sort());
  }
});

test('of what is a person’s own, a colleague uses the key', () => {
  const within = cells.filter(({ tenant, first }) => tenant === first.tenant);
  assert.deepEqual(within.map(({ operation, actor, first }) => [operation, first.actor, actor]).slice(0, 1), [
    ['exports.create', 'hotel-admin', 'hotel-analyst'],
  ]);
  assert.ok(within.every(({ rule }) => rule === 'cross-user-access'));
});

test('one tenant has nobody to share a key with', () => {
  const [name = '', tenant] = Object.entries(policy.tenants)[0] ?? [];
  assert.ok(tenant);
  const alone = sameRequestKey.plan({ ...policy, tenants: { [name]: tenant } }, {});
  assert.ok(alone.flatMap((group) => group.cells).every(({ rule }) => rule === 'cross-user-access'));
});

test('a key is new, and the same by each of the names', () => {
  const [one, other] = [requestKeys(), requestKeys()];
  assert.deepEqual(Object.keys(one), [...REQUEST_KEYS]);
  assert.equal(new Set(Object.values(one)).size, 1);
  assert.notEqual(one['idempotency-key'], other['idempotency-key']);
});
