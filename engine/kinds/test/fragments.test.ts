import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareOf } from '../fragments.ts';

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
