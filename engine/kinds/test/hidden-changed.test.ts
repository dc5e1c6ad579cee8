import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { hiddenChanged, pairFor } from '../hidden-changed.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cellsOf = (one: typeof policy) => hiddenChanged.plan(one, {}).flatMap(({ cells }) => cells);

test('one of each role looks at everything else that it is given, and listens', () => {
  const [cell, ...rest] = cellsOf(policy);
  assert.deepEqual(rest, []);
  assert.equal(cell?.id, 'access/hidden-changed/competitors/hotel-viewer');
  assert.deepEqual(cell.streams, ['alerts.stream']);
  for (const read of ['prices.list', 'prices.read', 'alerts.list', 'dashboard.metrics', 'me.read'])
    assert.ok(cell.reads.includes(read), read);
  for (const read of ['competitors.read', 'competitors.list', 'audit.list', 'alerts.stream'])
    assert.ok(!cell.reads.includes(read), read);
});

test('where nothing is hidden, or nothing is changed in part, nothing is asked', () => {
  const competitors = policy.resources['competitors'];
  const update = policy.operations['competitors.update'];
  assert.ok(competitors && update);
  const shown = { ...policy.resources, competitors: { ...competitors, hidden: {} } };
  assert.deepEqual(cellsOf({ ...policy, resources: shown }), []);
  const whole = { ...policy.operations, 'competitors.update': { ...update, method: 'PUT' as const } };
  assert.deepEqual(cellsOf({ ...policy, operations: whole }), []);
});

test('the values are two of the kind that the rows have, each with something of its own to be found by', () => {
  for (const known of [0, 7, 48.5, 1200]) {
    const [one, other] = pairFor(known, 'mark') ?? [];
    for (const value of [one, other]) {
      assert.ok(typeof value === 'number' && value > 0, String(value));
      assert.match(String(value), /^\d+\.\d{1,2}$/);
    }
    assert.notEqual(one, other);
  }
  const [one, other] = pairFor('a note', 'mark') ?? [];
  assert.match(String(one), /^mark/);
  assert.notEqual(one, other);
  assert.equal(pairFor(true, 'mark'), undefined);
  assert.equal(pairFor(undefined, 'mark'), undefined);
});
