import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followed } from '../depends.ts';

test('what goes to and fro with a value follows it, wherever its row stands by then', () => {
  const answer = (margin: number, more: number) => ({
    items: [
      ...Array.from({ length: more }, (_, index) => ({ id: `new ${index}`, margin: 1 })),
      { id: 7, margin },
    ],
  });
  assert.deepEqual(followed([answer(1, 0), answer(2, 1), answer(1, 2), answer(2, 3)]), ['/items/#7/margin']);
});

test('what counts, grows, comes and goes, or stays the same follows nothing', () => {
  const answer = (turn: number, second: number) => ({
    total: 3 + turn,
    changedAt: `12:00:0${turn}`,
    seconds: second,
    name: 'a',
    items: turn % 2 === 0 ? ['x'] : [],
  });
  assert.deepEqual(followed([answer(0, 0), answer(1, 1), answer(2, 0), answer(3, 0)]), []);
});
