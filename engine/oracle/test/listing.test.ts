import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incompleteIn, strangeIn, type Walked } from '../listing.ts';

const own = ['a', 'b', 'c'];
const walk = (pages: string[][], ...totals: (number | undefined)[]): Walked => ({ pages, totals });

test('own rows, each once, with their number, are in order', () => {
  for (const walked of [walk([['b', 'a'], ['c'], []], 3, 3, 3), walk([['c', 'a', 'b']], undefined)]) {
    assert.equal(strangeIn(walked, own), undefined);
    assert.equal(incompleteIn(walked, own), undefined);
  }
  assert.equal(strangeIn(walk([[]], 0), []), undefined);
});

test('a strange row is told with its page', () =>
  assert.equal(
    strangeIn(
      walk(
        [
          ['a', 'b'],
          ['c', 'z'],
        ],
        4,
        4,
      ),
      own,
    ),
    'a row of somebody else on page 2, z',
  ));

test('a total that counts more than the own rows is told, also beyond the last page', () =>
  assert.equal(strangeIn(walk([own, []], 3, 12), own), 'a total of 12 for 3 own rows'));

test('fewer rows than the own ones are nothing strange, and do not show what is there', () => {
  const walked = walk([['a', 'b']], 2);
  assert.equal(strangeIn(walked, own), undefined);
  assert.equal(incompleteIn(walked, own), '2 of the 3 own rows came');
  assert.equal(
    incompleteIn(
      walk(
        [
          ['a', 'b'],
          ['b', 'c'],
        ],
        3,
        3,
      ),
      own,
    ),
    'the row b came twice',
  );
});
