import assert from 'node:assert/strict';
import { test } from 'node:test';
import { couldTell, median, rankTest, toldAlike, toldBy, together } from '../timing.ts';

const around = (centre: number, count = 40): number[] =>
  Array.from({ length: count }, (_, index) => centre + ((index * 7919) % 13) - 6);

test('the median of an odd and of an even number of values', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('samples of one distribution are not told apart', () => {
  assert.ok(rankTest(around(50), around(50)) > 0.9);
  assert.equal(rankTest([5, 5, 5], [5, 5, 5]), 1);
});

test('the probability is that of the textbook', () => {
  // U = 23 for samples of 10 and 10 without ties: z = 2.041, p = 0.0413.
  const a = [1, 2, 3, 4, 5, 9, 10, 13, 14, 15];
  const b = [6, 7, 8, 11, 12, 16, 17, 18, 19, 20];
  const u = a.reduce((sum, value) => sum + b.filter((other) => other < value).length, 0);
  const z = Math.abs(u - 50) / Math.sqrt((100 * 21) / 12);
  assert.ok(Math.abs(rankTest(a, b) - 2 * (1 - normal(z))) < 1e-6);
});

/** The standard normal distribution by Simpson's rule, for comparison. */
function normal(z: number): number {
  const steps = 2000;
  const width = z / steps;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(z);
  for (let index = 1; index < steps; index += 1) sum += density(index * width) * (index % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * width) / 3;
}

test('a difference that a stranger can use is told with its size', () => {
  assert.match(
    toldBy({ foreign: around(90), absent: around(50) }) ?? '',
    /^40 ms longer over 40 pairs \(p = /,
  );
  assert.match(toldBy({ foreign: around(50), absent: around(90) }) ?? '', /^40 ms shorter/);
});

test('a small difference is not told, however sure it is, nor a large one of few pairs', () => {
  assert.equal(toldBy({ foreign: around(65), absent: around(50) }), undefined);
  assert.match(toldBy({ foreign: around(65), absent: around(50) }, 8) ?? '', /^15 ms longer/);
  assert.equal(toldBy({ foreign: around(90, 6), absent: around(50, 6) }), undefined);
});

test('two batches count where they tell the same, and in the same direction', () => {
  const longer = { foreign: around(90), absent: around(50) };
  const shorter = { foreign: around(50), absent: around(90) };
  const silent = { foreign: around(50), absent: around(50) };
  assert.equal(toldAlike([longer]), undefined);
  assert.equal(toldAlike([longer, silent, shorter]), undefined);
  assert.match(toldAlike([longer, silent, longer]) ?? '', /^40 ms longer .+; again 40 ms longer/);
  assert.match(toldAlike([shorter, longer, shorter]) ?? '', /^40 ms shorter .+; again 40 ms shorter/);
});

/** Times that spread evenly over a width, the same in every run. */
const spread = (centre: number, width: number, count = 40): number[] =>
  Array.from({ length: count }, (_, index) => centre + (((index * 7919) % count) / count - 0.5) * width);

test('quiet times would show a difference, whatever is between them now', () => {
  for (const [one, other] of [
    [50, 50],
    [50, 90],
    [90, 50],
  ] as const)
    assert.equal(couldTell({ foreign: around(one), absent: around(other) }), true);
  assert.equal(couldTell({ foreign: spread(50, 30), absent: spread(50, 30) }), true);
  // A few that the machine held up hide nothing.
  const heldUp = [...spread(50, 20, 36), 400, 380, 290, 310];
  assert.equal(couldTell({ foreign: heldUp, absent: heldUp }), true);
});

test('uneven times and few of them would not, and more of them would again', () => {
  const noisy = { foreign: spread(100, 90), absent: spread(100, 90) };
  assert.equal(couldTell(noisy), false);
  assert.equal(couldTell(together(noisy, together(noisy, together(noisy, noisy)))), true);
  assert.equal(couldTell({ foreign: spread(100, 400), absent: spread(100, 400) }), false);
  assert.equal(couldTell({ foreign: around(50, 8), absent: around(50, 8) }), false);
});

test('what must be found may be larger than what counts', () => {
  const noisy = { foreign: spread(100, 60, 21), absent: spread(100, 60, 21) };
  assert.equal(couldTell(noisy, 8), false);
  assert.equal(couldTell(noisy, 8, 60), true);
});

test('where two batches must tell it, one may be less sure', () => {
  const noisy = { foreign: spread(60, 80, 21), absent: spread(60, 80, 21) };
  assert.equal(couldTell(noisy, 8, 40), false);
  assert.equal(couldTell(noisy, 8, 40, 1e-3), true);
  assert.equal(toldBy(noisy, 8, 1e-3), undefined);
});
