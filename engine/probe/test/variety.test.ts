import assert from 'node:assert/strict';
import { test } from 'node:test';
import { varied } from '../variety.ts';

const idsOf = (rows: Record<string, unknown>[], limit?: number) =>
  varied(rows, (row) => row, limit).map(({ id }) => id);

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

test('no more than so many, and none of none', () => {
  assert.deepEqual(idsOf(ROWS, 2), [1, 3]);
  assert.deepEqual(idsOf([]), []);
});
