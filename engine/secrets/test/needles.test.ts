import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Needles } from '../needles.ts';

const needles = (...texts: string[]): Needles => new Needles(texts.map((text) => Buffer.from(text)));

test('every place of every needle is found, also where they overlap', () => {
  const found = needles('Lumen Palace', 'Palace Hotel', 'absent one').matches(
    Buffer.from('Lumen Palace Hotel and Lumen Palace'),
  );
  assert.deepEqual(
    found.sort((a, b) => a.start - b.start),
    [
      { index: 0, start: 0 },
      { index: 1, start: 6 },
      { index: 0, start: 23 },
    ],
  );
});

test('a needle at the very start, at the very end, and one that is the whole body', () => {
  const search = needles('abcdef');
  for (const body of ['abcdef', 'abcdef…', '…abcdef'])
    assert.notEqual(search.find(Buffer.from(body)), -1, body);
});

test('look-alikes are left alone', () => {
  const search = needles('Lumen Palace', 'anna@lumen.example');
  for (const body of ['', 'abc', 'Lumen Palac', 'lumen palace', 'umen Palace', 'ann@lumen.example'])
    assert.equal(search.find(Buffer.from(body)), -1, body);
});

test('a needle that is shorter than the window is refused', () => {
  assert.throws(() => needles('short'), RangeError);
});

test('thousands of addresses of one domain do not slow the search down', () => {
  const search = new Needles(
    Array.from({ length: 20_000 }, (_, index) => Buffer.from(`person.${index}@lumen-cinemas.example`)),
  );
  const body = Buffer.from('somebody.else@lumen-cinemas.example, '.repeat(30_000));
  const start = performance.now();
  assert.deepEqual(search.matches(body), []);
  // 1 MB takes some 10 ms; 20,000 comparisons at each of 30,000 places would take minutes.
  assert.ok(performance.now() - start < 2000);
});
