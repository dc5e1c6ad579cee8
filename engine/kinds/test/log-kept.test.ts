import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { logKept } from '../log-kept.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cellsOf = (one: typeof policy) =>
  logKept
    .plan(one, {})
    .flatMap(({ cells }) => cells)
    .map(({ operation, actor, resources }) => ({ operation, actor, resources }));

test('whoever reads the log looks for the entries about one of each that is made and removed', () => {
  assert.deepEqual(cellsOf(policy), [
    {
      operation: 'audit.list',
      actor: 'hotel-admin',
      resources: ['competitors', 'prices', 'attachments', 'alerts', 'invitations'],
    },
  ]);
});

test('where nothing is removed, or there is no log, nothing is asked', () => {
  const kept = Object.fromEntries(
    Object.entries(policy.resources).map(([name, resource]) => [name, { ...resource, remove: [] }]),
  );
  assert.deepEqual(cellsOf({ ...policy, resources: kept }), []);
  const { entries, ...rest } = policy.resources;
  assert.ok(entries);
  assert.deepEqual(cellsOf({ ...policy, resources: rest }), []);
});
