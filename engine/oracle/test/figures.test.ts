import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agrees, beyondRows, expectedFigure, mismatch, untoldNumbers } from '../figures.ts';

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

const own = [
  { id: 'a', price: 30, kind: 'budget' },
  { id: 'b', price: 20, kind: 'budget' },
  { id: 'c', price: 10, kind: 'luxury' },
];

test('a single figure says what it should have been', () => {
  const figure = { pointer: '/n', is: 'count', resource: 'x' } as const;
  assert.equal(mismatch(figure, own, 'id', { n: 3 }), undefined);
  assert.deepEqual(mismatch(figure, own, 'id', { n: 4 }), { expected: '3', seen: '4' });
});

test('groups are compared one by one, as an object or as a list', () => {
  const facets = { pointer: '/f', is: 'count', resource: 'x', by: 'kind' } as const;
  assert.equal(mismatch(facets, own, 'id', { f: { budget: 2, luxury: 1 } }), undefined);
  assert.deepEqual(mismatch(facets, own, 'id', { f: { budget: 3, luxury: 1 } }), {
    expected: 'budget: 2',
    seen: 'budget: 3',
  });
  assert.deepEqual(mismatch(facets, own, 'id', { f: { budget: 2 } }), {
    expected: 'luxury: 1',
    seen: 'luxury: nothing',
  });
  assert.deepEqual(mismatch(facets, own, 'id', { f: { budget: 2, luxury: 1, hostel: 5 } }), {
    expected: 'no group hostel',
    seen: 'hostel: 5',
  });
  const list = { ...facets, is: 'average', value: 'mean', field: 'price' } as const;
  const answer = { f: [{ kind: 'budget', mean: 25 }, { kind: 'luxury', mean: 10 }] }; // prettier-ignore
  assert.equal(mismatch(list, own, 'id', answer), undefined);
  assert.equal(mismatch(facets, [], 'id', { f: {} }), 'no rows');
});

test('a rank is a place among the own rows', () => {
  const rank = { pointer: '/r/*/rank', is: 'rank', resource: 'x' } as const;
  const of = (...ranks: unknown[]): object => ({ r: ranks.map((each) => ({ rank: each })) });
  assert.equal(mismatch(rank, own, 'id', of(1, 2, 3)), undefined);
  for (const wrong of [4, 0, 1.5, '1'])
    assert.deepEqual(mismatch(rank, own, 'id', of(1, wrong)), {
      expected: 'a place from 1 to 3',
      seen: JSON.stringify(wrong),
    });
  assert.deepEqual(mismatch(rank, own, 'id', {}), { expected: 'a place from 1 to 3', seen: 'none' });
});

test('a ranking holds the highest own rows, equal ones in any order', () => {
  const ranking = { pointer: '/r/*/id', is: 'ranking', resource: 'x', field: 'price' } as const;
  const of = (...ids: string[]): object => ({ r: ids.map((id) => ({ id })) });
  assert.equal(mismatch(ranking, own, 'id', of('a', 'b')), undefined);
  assert.equal(mismatch(ranking, [...own, { id: 'd', price: 30 }], 'id', of('d', 'a', 'b')), undefined);
  assert.deepEqual(mismatch(ranking, own, 'id', of('a', 'c')), { expected: '20 at place 2', seen: '10' });
  assert.deepEqual(mismatch(ranking, own, 'id', of('z')), {
    expected: '30 at place 1',
    seen: 'a row of somebody else, "z"',
  });
  assert.deepEqual(mismatch(ranking, own, 'id', of('a', 'b', 'c', 'a')), {
    expected: 'no place 4',
    seen: '30',
  });
  assert.deepEqual(mismatch(ranking, own, 'id', {}), {
    expected: 'a first place for 30',
    seen: 'no ranking',
  });
});

test('a number that no figure is about is named', () => {
  const figures = [
    { pointer: '/n', is: 'count', resource: 'x' },
    { pointer: '/kinds', is: 'count', by: 'kind', value: 'count', resource: 'x' },
    { pointer: '/perDay', is: 'count', by: 'day', resource: 'x' },
    { pointer: '/top/*/id', is: 'ranking', resource: 'x', field: 'price' },
    { pointer: '/top/*/rank', is: 'rank', resource: 'x' },
  ] as const;
  const told = { n: 1, kinds: [{ kind: 'a', count: 1 }], perDay: { monday: 1 }, text: '5', none: null };
  assert.deepEqual(untoldNumbers(figures, { ...told, top: [{ id: 'a', price: 3, rank: 1 }] }), []);
  assert.deepEqual(
    untoldNumbers(figures, { ...told, all: 9, kinds: [{ count: 1, share: 2 }, { share: 3 }] }),
    ['/kinds/*/share', '/all'],
  );
  assert.deepEqual(untoldNumbers(figures, { ...told, top: [{ of: { places: 4 } }] }), ['/top/*/of/places']);
});

test('what a part of the rows counts is never more than all of them hold, and names no other group', () => {
  const facets = { pointer: '/f', is: 'count', resource: 'x', by: 'kind' } as const;
  for (const f of [{}, { budget: 1 }, { budget: 2, luxury: 0 }, [{ kind: 'luxury', count: 1 }]])
    assert.equal(beyondRows(facets, own, { f }), undefined, JSON.stringify(f));
  assert.deepEqual(beyondRows(facets, own, { f: { budget: 3 } }), {
    expected: 'budget: at most 2',
    seen: 'budget: 3',
  });
  assert.deepEqual(beyondRows(facets, own, { f: { budget: 1, gourmet: 0 } }), {
    expected: 'no group gourmet',
    seen: 'gourmet: 0',
  });
  const total = { pointer: '/n', is: 'count', resource: 'x' } as const;
  assert.equal(beyondRows(total, own, { n: 3 }), undefined);
  assert.equal(beyondRows(total, own, {}), undefined);
  assert.deepEqual(beyondRows(total, own, { n: 4 }), { expected: 'at most 3', seen: '4' });
  assert.equal(beyondRows({ ...total, is: 'average', field: 'price' }, own, { n: 99 }), undefined);
});
