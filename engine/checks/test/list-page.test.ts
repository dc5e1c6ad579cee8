import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../probe/client.ts';
import { type ListPage, walkedOf } from '../list-page.ts';

const page = (number: number, ids: unknown[], total?: number): ListPage => ({
  call: {} as Call,
  number,
  rows: ids.map((key) => ({ key })),
  total,
});

test('pages stand in their places, also where one alone was asked for', () => {
  assert.deepEqual(walkedOf([page(1, ['a', 'b'], 3), page(2, [7], 3)], 'key'), {
    pages: [['a', 'b'], ['7']],
    totals: [3, 3],
  });
  assert.deepEqual(walkedOf([page(3, ['c'])], 'key'), { pages: [[], [], ['c']], totals: [undefined] });
  assert.deepEqual(walkedOf([], 'key'), { pages: [], totals: [] });
});
