import assert from 'node:assert/strict';
import { test } from 'node:test';
import { likeness } from '../likeness.ts';

test('a text of the same make has other letters in place of its longest run', () => {
  assert.match(likeness('Probeville', 'w'), /^[a-p]{10}$/);
  assert.match(likeness('A probe.', 'w'), /^A [a-p]{5}\.$/);
  assert.match(likeness('Field visit 12: renovated', 'w'), /^Field visit 12: [a-p]{9}$/);
});

test('an address stays one', () => {
  assert.match(likeness('https://ivy-inn.hotel.example', 'w'), /^https:\/\/ivy-inn\.[a-p]{5}\.example$/);
  assert.match(likeness('anna.lee@gym.example', 'w'), /^[a-p]{4}\.lee@gym\.example$/);
});

test('it is the same for the same word, and another one for another', () => {
  assert.equal(likeness('Probeville', 'w'), likeness('Probeville', 'w'));
  assert.notEqual(likeness('Probeville', 'w'), likeness('Probeville', 'v'));
});

test('what has no letters stays as it is', () => {
  assert.equal(likeness('-', 'w'), '-');
});
