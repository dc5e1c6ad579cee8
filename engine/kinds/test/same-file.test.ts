import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { sameFile } from '../same-file.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cells = sameFile.plan(policy, {}).flatMap((group) => group.cells);

test('every tenant sends a file first, and the same one as another', () => {
  const tenants = Object.keys(policy.tenants).sort();
  assert.deepEqual(cells.map(({ tenant }) => tenant).sort(), tenants);
  assert.deepEqual(cells.map((cell) => cell.with).sort(), tenants);
  assert.ok(cells.every((cell) => cell.with !== cell.tenant && cell.operation === 'attachments.create'));
});

test('one tenant alone has nobody to share a file with', () => {
  const { hotel } = policy.tenants;
  assert.ok(hotel);
  assert.deepEqual(sameFile.plan({ ...policy, tenants: { hotel } }, {}), []);
});
