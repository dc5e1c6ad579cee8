import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { fieldsInStream } from '../fields-in-stream.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cellsOf = (one: typeof policy) =>
  fieldsInStream
    .plan(one, {})
    .flatMap(({ cells }) => cells)
    .map(({ operation, actor, way }) => [operation, actor, way]);

test('one of each role that listens, and from which something is hidden, listens and is replayed', () => {
  assert.deepEqual(cellsOf(policy), [
    ['alerts.stream', 'hotel-viewer', 'live'],
    ['alerts.stream', 'hotel-viewer', 'replay'],
  ]);
});

test('where nothing is hidden from whoever listens, nothing is asked', () => {
  const competitors = policy.resources['competitors'];
  assert.ok(competitors);
  const resources = { ...policy.resources, competitors: { ...competitors, hidden: {} } };
  assert.deepEqual(cellsOf({ ...policy, resources }), []);
  const stream = policy.operations['alerts.stream'];
  assert.ok(stream);
  const operations = { ...policy.operations, 'alerts.stream': { ...stream, roles: ['admin', 'analyst'] } };
  assert.deepEqual(cellsOf({ ...policy, operations }), []);
});
