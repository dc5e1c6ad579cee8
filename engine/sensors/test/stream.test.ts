import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Knowledge } from '../known.ts';
import { linesOf } from '../stream.ts';

/** The first part comes when nothing is known, each other one when one more number is: what is read, and what was known then. */
function told(...texts: string[]): [text: string, known: number][] {
  const knowledge = new Knowledge();
  const parts = texts.map((text, index) => {
    const known = knowledge.byNow();
    knowledge.send(() => [String(index + 1)]);
    return { bytes: Buffer.from(text), known };
  });
  return linesOf(parts).map(({ bytes, known }) => [
    bytes.toString(),
    texts.filter((_, index) => known.has(String(index + 1))).length,
  ]);
}

const CASES: [title: string, parts: string[], lines: [text: string, known: number][]][] = [
  ['nothing', [], []],
  [
    'each by when it came',
    ['data: a\n\n', 'data: b\n\n'],
    [
      ['data: a\n\n', 0],
      ['data: b\n\n', 1],
    ],
  ],
  ['what comes together stays together', ['data: a\n\ndata: b\n\n'], [['data: a\n\ndata: b\n\n', 0]]],
  [
    'one in pieces by when it began',
    ['data: ', 'a\n', '\n'],
    [
      ['data: a\n', 0],
      ['\n', 2],
    ],
  ],
  [
    'what follows the end of an old one by when it came',
    ['data: a\n\nda', 'ta: b\ndata: c\n', 'data: d'],
    [
      ['data: a\n\n', 0],
      ['data: b\n', 0],
      ['data: c\n', 1],
      ['data: d', 2],
    ],
  ],
  [
    'line ends of every kind',
    ['data: a\r\n\r', '\ndata: b\r', 'data: c'],
    [
      ['data: a\r\n\r', 0],
      ['\ndata: b\r', 1],
      ['data: c', 2],
    ],
  ],
  ['one without an end in many pieces', ['a', 'b', 'c'], [['abc', 0]]],
];

for (const [title, parts, lines] of CASES)
  test(`lines of a stream: ${title}`, () => assert.deepEqual(told(...parts), lines));
