import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abbaRounds, pairs, type Side } from '../order.ts';

const places = (round: readonly Side[], side: Side): number =>
  round.reduce((total, each, index) => (each === side ? total + index : total), 0);

test('in every round each side is measured twice, and what changes steadily weighs on both alike', () => {
  const rounds = abbaRounds(5);
  assert.equal(rounds.length, 5);
  for (const round of rounds) {
    assert.equal(round.filter((side) => side === 'a').length, 2);
    assert.equal(round.length, 4);
    assert.equal(places(round, 'a'), places(round, 'b'));
  }
});

test('the sides begin in turn', () => {
  assert.deepEqual(
    abbaRounds(3).map(([first]) => first),
    ['a', 'b', 'a'],
  );
  assert.deepEqual(pairs(3), [
    ['a', 'b'],
    ['b', 'a'],
    ['a', 'b'],
  ]);
});
