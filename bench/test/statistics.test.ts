import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, rounded, sum } from '../statistics.ts';

test('the median is the middle one, or between the two in the middle, in whatever order they come', () => {
  assert.equal(median([3]), 3);
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.throws(() => median([]), RangeError);
});

test('one slow round does not move the median', () => {
  assert.equal(median([1.01, 1.02, 1.03, 1.02, 40]), 1.02);
});

test('the values are left in their order', () => {
  const values = [2, 1];
  median(values);
  assert.deepEqual(values, [2, 1]);
});

test('figures are rounded to so many decimals', () => {
  assert.equal(rounded(0.95849, 3), 0.958);
  assert.equal(rounded(12.345, 0), 12);
});

test('a sum of nothing is nothing', () => {
  assert.equal(sum([]), 0);
  assert.equal(sum([1, 2, 3.5]), 6.5);
});
