import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { nearTo, twoValuesOf } from '../effect.ts';
import { writtenFields } from '../fields-written.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const cellsOf = (resources: typeof policy.resources) =>
  writtenFields.plan({ ...policy, resources }, {}).flatMap((group) => group.cells);

test('every role that may only see a field tries to write it, by what makes a row and by what changes one', () => {
  const cells = cellsOf(policy.resources);
  assert.deepEqual(
    [...new Set(cells.map(({ operation }) => operation))],
    ['competitors.create', 'competitors.update'],
  );
  for (const { actor, tenant } of cells) {
    assert.equal(policy.identities[actor]?.role, 'analyst');
    assert.equal(policy.identities[actor]?.tenant, tenant);
  }
});

test('a role that may not call the operation, or writes every field, does not', () => {
  const competitors = policy.resources['competitors'];
  assert.ok(competitors);
  const withReadOnly = (readOnly: Record<string, string[]>) =>
    cellsOf({ ...policy.resources, competitors: { ...competitors, readOnly } });
  assert.deepEqual(withReadOnly({ viewer: ['costBasis'] }), []);
  assert.deepEqual(withReadOnly({}), []);
});

test('two values are texts or numbers that rows have, and differ', () => {
  assert.deepEqual(twoValuesOf([{ a: 10 }, { a: 9 }, { a: null }], 'a'), [9, 10]);
  assert.deepEqual(twoValuesOf([{ a: 'y' }, { a: 'x' }, {}], 'a'), ['x', 'y']);
  assert.equal(twoValuesOf([{ a: 1 }, { a: 1 }], 'a'), undefined);
  assert.equal(twoValuesOf([{ a: null }], 'a'), undefined);
});

test('what is near to a value is another one, and the same once it was rounded or its letters were evened', () => {
  assert.deepEqual(nearTo(35.4), [35.41, 36.4]);
  assert.deepEqual(nearTo(35.49), [35.48, 36.49]);
  assert.deepEqual(nearTo(35.99), [35.98, 36.99]);
  assert.deepEqual(nearTo(0), [0.01, 1]);
  assert.deepEqual(nearTo('Net 30'), ['NET 30', 'Net 30 ']);
  assert.deepEqual(nearTo('NET'), ['net', 'NET ']);
  assert.deepEqual(nearTo('30'), ['30 ']);
});
