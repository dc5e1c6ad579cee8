import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedBehind, changedTexts, holdsText, strayRows } from '../evaluated.ts';

test('a text that comes back as it was sent is a text', () => {
  assert.deepEqual(changedTexts({ name: 'x {{913*877}}' }, { id: 1, name: 'x {{913*877}}' }), []);
});

test('a text that does not come back says nothing', () => {
  for (const json of [undefined, null, {}, { name: 7 }, [{ name: 'y' }]])
    assert.deepEqual(changedTexts({ name: 'x' }, json), []);
});

const CARRIED_OUT: [sent: string, back: string][] = [
  ['x {{913*877}}', 'x 800701'],
  ['x %s%s%n', 'x undefinedundefined%n'],
  ['x $(id)', 'x uid=0(root)'],
  ['x <b>x</b>', 'x x'],
];
for (const [sent, back] of CARRIED_OUT)
  test(`${sent} was carried out where it comes back as ${back}`, () =>
    assert.equal(changedTexts({ name: sent }, { name: back }).length, 1));

const rows = {
  items: [
    { name: "O'Brien", city: 'Cork' },
    { name: 'Anchor', city: "L'Aquila" },
  ],
  total: 2,
};

test('a search finds what holds the text, in whichever field', () => {
  assert.deepEqual(strayRows(rows, 'name', "'"), []);
  assert.deepEqual(strayRows({ items: [] }, 'name', "' OR '1'='1"), []);
});

test('a row without the text was found by something else', () => {
  assert.equal(strayRows(rows, 'name', "' OR '1'='1").length, 2);
  assert.equal(strayRows([{ name: 'Anchor' }], 'name', '[$ne]=1').length, 1);
});

test('an answer holds a text where one of its texts is that, and not a part of it', () => {
  assert.ok(holdsText(rows, "O'Brien"));
  assert.ok(!holdsText(rows, 'Anch'));
  assert.ok(!holdsText(undefined, 'Anchor'));
});

const WORD = 'Probe a1b2c3';
const SENT = `${WORD} {{913*877}}`;

test('a text that is carried out shows in whatever it stands', () => {
  const shown = [
    { id: 1, row: { title: `${WORD} 800701` } },
    { items: [{ title: 'another' }, { title: WORD.concat(' undefined') }] },
    { summary: `New: ${WORD} &#123;&#123;913*877}}` },
    [`${WORD}!`],
  ];
  for (const json of shown) assert.equal(changedBehind(WORD, SENT, json).length, 1, JSON.stringify(json));
});

test('a text that is kept, framed, cut off or not there says nothing', () => {
  const kept = [
    { row: { title: SENT } },
    { summary: `New: ${SENT} (just now)` },
    { summary: WORD },
    { summary: `${WORD} {{91…` },
    { summary: `${WORD} {{9...` },
    { title: 'Probe of somebody else', slug: 'probe-a1b2c3-800701' },
    undefined,
    null,
  ];
  for (const json of kept) assert.deepEqual(changedBehind(WORD, SENT, json), [], JSON.stringify(json));
});
