import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agrees, expectedFigure, isRankAmong } from '../figures.ts';

const rows = [{ price: 10 }, { price: 20.5 }, { price: 'unknown' }];

test('a count counts every row', () =>
  assert.equal(expectedFigure({ pointer: '/n', is: 'count', resource: 'x' }, rows), 3));

test('average, minimum and maximum take the numbers alone', () => {
  const figure = { pointer: '/n', resource: 'x', field: 'price' } as const;
  assert.equal(expectedFigure({ ...figure, is: 'average' }, rows), 15.25);
  assert.equal(expectedFigure({ ...figure, is: 'minimum' }, rows), 10);
  assert.equal(expectedFigure({ ...figure, is: 'maximum' }, rows), 20.5);
});

test('without a number there is no figure', () => {
  assert.equal(
    expectedFigure({ pointer: '/n', is: 'average', resource: 'x', field: 'none' }, rows),
    undefined,
  );
});

test('a cent of rounding agrees and more does not', () => {
  assert.ok(agrees(15.26, 15.25));
  assert.ok(!agrees(15.3, 15.25));
  assert.ok(!agrees('15.25', 15.25));
});

test('a rank is a place among the rows', () => {
  assert.deepEqual(
    [1, 24, 25, 0, 1.5, '1', undefined].map((rank) => isRankAmong(rank, 24)),
    [true, true, false, false, false, false, false],
  );
});
