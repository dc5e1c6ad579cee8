import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareOf, varied, varietiesOf } from '../variety.ts';

type Rows = Record<string, unknown>[];

const idsOf = (rows: Rows, options: { among?: Rows; limit?: number } = {}) =>
  varied(rows, (row) => row, options).map(({ id }) => id);

const ROWS = [
  { id: 1, title: 'a', severity: 'info', closedAt: null },
  { id: 2, title: 'b', severity: 'info', closedAt: null },
  { id: 3, title: 'c', severity: 'critical', closedAt: null },
  { id: 4, title: 'd', severity: 'critical', closedAt: null },
  { id: 5, title: 'e', severity: 'info', closedAt: '2026-01-02' },
  { id: 6, title: 'f', severity: 'critical', closedAt: '2026-01-03' },
];

test('the first row, and one of every kind that comes after it', () => {
  assert.deepEqual(idsOf(ROWS), [1, 3, 5]);
});

test('rows that are told apart by nothing but their own values are of one kind', () => {
  assert.deepEqual(idsOf([1, 2, 3, 4, 5].map((id) => ({ id, name: `n${id}` }))), [1]);
});

test('what comes up again at others only is a kind all the same', () => {
  const files = ['png', 'csv', 'txt'].map((type, id) => ({ id, name: `f${id}`, type }));
  const among = [...files, ...files.map((file) => ({ ...file, id: file.id + 3, name: `g${file.id}` }))];
  assert.deepEqual(idsOf(files), [0]);
  assert.deepEqual(idsOf(files, { among }), [0, 1, 2]);
});

test('no more than so many, and none of none', () => {
  assert.deepEqual(idsOf(ROWS, { limit: 2 }), [1, 3]);
  assert.deepEqual(idsOf([]), []);
});

const BODY = { title: 'Probe {{unique}}', severity: 'info', open: true, area: 'probe' };
const MADE = ['info', 'critical', 'warning', 'info', 'critical', 'warning'].map((severity, index) => ({
  title: `t${index}`,
  severity,
  open: index % 2 === 0,
  area: index % 2 === 0 ? 'north' : 'south',
}));

test('whatever rows have where the body chooses one of a few values is made, in as few bodies as will do', () => {
  assert.deepEqual(varietiesOf(BODY, MADE), [
    { severity: 'critical', open: false },
    { severity: 'warning', open: false },
  ]);
});

test('what may not be chosen is left out, and so is what the body has of its own', () => {
  assert.deepEqual(
    varietiesOf(BODY, MADE, (value) => value === 'warning'),
    [{ severity: 'warning' }],
  );
  assert.deepEqual(varietiesOf({ title: 't1', area: 'probe' }, MADE), []);
  assert.deepEqual(varietiesOf(BODY, []), []);
});

const LIST = ['first', 'a', 'b', 'c', 'd', 'e'];

test('together all places try all of a list, and each of them the first', () => {
  for (const of of [1, 2, 3, 5, 7, 20]) {
    const shares = Array.from({ length: of }, (_, turn) => shareOf(LIST, { turn, of }));
    assert.deepEqual(new Set(shares.flat()), new Set(LIST), `${of} places`);
    for (const share of shares) {
      assert.equal(share[0], 'first');
      assert.equal(new Set(share).size, share.length);
      assert.ok(share.length >= 2, 'another one besides the first');
    }
  }
});

test('of a list of one there is one, and of none there is none', () => {
  assert.deepEqual(shareOf(['first'], { turn: 3, of: 4 }), ['first']);
  assert.deepEqual(shareOf([], { turn: 0, of: 1 }), []);
});
