import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { removedRows } from '../removed.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cells = removedRows.plan(policy, {}).flatMap((group) => group.cells);
const of = (resource: string, operation: string) =>
  cells.filter((cell) => cell.resource === resource && cell.operation === operation);

test('whoever may list the trash asks for what was removed for good, everybody else for what is in the trash', () => {
  assert.deepEqual(
    of('competitors', 'competitors.read').map(({ actor, by }) => [actor.split('-').at(-1), by]),
    [
      ['admin', ['competitors.delete', 'trash.purge']],
      ['analyst', ['competitors.delete']],
      ['viewer', ['competitors.delete']],
    ],
  );
});

test('every operation is asked that takes the id: in its path, above another one, or in its body', () => {
  for (const name of ['competitors.update', 'prices.list', 'attachments.download', 'alerts.create'])
    assert.ok(of('competitors', name).length > 0, name);
  assert.ok(of('trashed', 'trash.restore').length > 0);
  assert.ok(!cells.some(({ operation }) => operation === 'competitors.list'));
});

test('only roles that may call an operation are asked to', () => {
  for (const { actor, operation } of cells)
    assert.ok(policy.operations[operation]?.roles.includes(policy.identities[actor]?.role ?? ''));
});

test('nothing is removed of what the platform or nobody makes', () => {
  assert.deepEqual([...new Set(cells.map(({ resource }) => resource))].sort(), [
    'alerts',
    'attachments',
    'competitors',
    'exports',
    'invitations',
    'prices',
    'trashed',
  ]);
});
