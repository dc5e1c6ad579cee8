import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkProblem } from '../listing.ts';

const own = ['a', 'b', 'c'];

test('own rows, each once, with their number, are in order', () => {
  assert.equal(walkProblem({ pages: [['b', 'a'], ['c'], []], totals: [3, 3, 3] }, own), undefined);
  assert.equal(walkProblem({ pages: [['c', 'a', 'b']], totals: [undefined] }, own), undefined);
  assert.equal(walkProblem({ pages: [[]], totals: [0] }, []), undefined);
});

test('a strange row is told with its page', () =>
  assert.equal(
    walkProblem(
      {
        pages: [
          ['a', 'b'],
          ['c', 'z'],
        ],
        totals: [4, 4],
      },
      own,
    ),
    'a row of somebody else on page 2, z',
  ));

test('a row that comes twice, or not at all, is told', () => {
  assert.equal(
    walkProblem(
      {
        pages: [
          ['a', 'b'],
          ['b', 'c'],
        ],
        totals: [3, 3],
      },
      own,
    ),
    'the row b twice',
  );
  assert.equal(walkProblem({ pages: [['a', 'b']], totals: [3] }, own), '2 of the 3 own rows');
});

test('a total that counts more than the own rows is told, also beyond the last page', () =>
  assert.equal(walkProblem({ pages: [own, []], totals: [3, 12] }, own), 'a total of 12 for 3 own rows'));
