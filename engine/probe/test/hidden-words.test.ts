import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenPassages, hiddenWord, standsIn, visibleText } from '../hidden-words.ts';

const ROWS = [
  { name: 'Northgate', notes: 'Northgate has a new manager', cost: 48, open: true, none: null },
  { name: 'Southgate', notes: 'Renovated', cost: 48.25, open: false, none: null },
];
const HIDDEN = ['notes', 'cost', 'open', 'none'];
const visible = visibleText(ROWS, HIDDEN);

test('what is visible is everything but the hidden fields, at any depth', () => {
  assert.equal(visible, '[{"name":"northgate"},{"name":"southgate"}]');
  assert.equal(visibleText([{ of: { notes: 'a', city: 'B' } }], HIDDEN), '[{"of":{"city":"b"}}]');
});

test('the longest word of a text that nothing visible holds stands for its field', () => {
  assert.deepEqual(hiddenWord(ROWS, 'notes', visible), { word: 'Renovated', isText: true });
  assert.deepEqual(hiddenWord(ROWS.slice(0, 1), 'notes', visible), { word: 'manager', isText: true });
});

test('a number stands for its field where it is long enough to be told from others', () => {
  assert.deepEqual(hiddenWord(ROWS, 'cost', visible), { word: '48.25', isText: false });
  assert.deepEqual(hiddenWord(ROWS.slice(0, 1), 'cost', visible), { word: undefined, isText: false });
});

test('there is no word in what is visible as well, or in what is neither text nor number', () => {
  assert.deepEqual(hiddenWord(ROWS, 'notes', 'northgate has new manager renovated'), {
    word: undefined,
    isText: true,
  });
  for (const field of ['open', 'none'])
    assert.deepEqual(hiddenWord(ROWS, field, visible), { word: undefined, isText: false });
});

const NOTED = [
  { name: 'Alpha', notes: 'Signed with Nordic Linen, "two" years at most', cost: 31.25 },
  { name: 'Beta', notes: 'Alpha', cost: 7 },
];

test('passages of a field are long, free of what is escaped, and nowhere that everybody sees', () => {
  const shown = visibleText(NOTED, HIDDEN);
  assert.deepEqual(hiddenPassages(NOTED, 'notes', shown), ['Signed with Nordic Linen', 'years at most']);
  assert.deepEqual(hiddenPassages(NOTED, 'notes', `${shown} years at most`), ['Signed with Nordic Linen']);
  assert.deepEqual(hiddenPassages(NOTED, 'cost', shown), ['31.25']);
});

test('a passage or number stands in a text by itself', () => {
  assert.ok(standsIn('Alpha;31.25;7', '31.25'));
  assert.ok(standsIn('<td>31.25</td>', '31.25'));
  assert.ok(!standsIn('2026-11-29T09:12:31.25Z', '31.25'));
  assert.ok(!standsIn('131.25', '31.25'));
  assert.ok(!standsIn('31.257', '31.25'));
});
