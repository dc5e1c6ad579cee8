import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Knowledge } from '../known.ts';
import { messagesOf } from '../stream.ts';

/** Each part came when one more number was known: the first at 0, the second at 1. */
function told(...texts: string[]): [text: string, at: number][] {
  const knowledge = new Knowledge();
  const parts = texts.map((text, index) => {
    const known = knowledge.byNow();
    knowledge.send([String(index + 1)]);
    return { bytes: Buffer.from(text), known };
  });
  return messagesOf(parts).map(({ bytes, known }) => [
    bytes.toString(),
    texts.filter((_, index) => known.has(String(index + 1))).length,
  ]);
}

const CASES: [title: string, parts: string[], messages: [text: string, at: number][]][] = [
  ['nothing', [], []],
  [
    'each message by when it came',
    ['data: a\n\n', 'data: b\n\n'],
    [
      ['data: a\n\n', 0],
      ['data: b\n\n', 1],
    ],
  ],
  ['what comes together stays together', ['data: a\n\ndata: b\n\n'], [['data: a\n\ndata: b\n\n', 0]]],
  ['a message in parts by when its end came', ['data: ', 'a\n', '\n'], [['data: a\n\n', 2]]],
  [
    'the start of the next waits for its end',
    ['data: a\n\nda', 'ta: b\n\n'],
    [
      ['data: a\n\n', 0],
      ['data: b\n\n', 1],
    ],
  ],
  [
    'line ends of the other kind',
    ['data: a\r\n\r\nda', 'ta: b'],
    [
      ['data: a\r\n\r\n', 0],
      ['data: b', 1],
    ],
  ],
  ['what breaks off, as it is', ['data: a'], [['data: a', 0]]],
];

for (const [title, parts, messages] of CASES)
  test(`messages of a stream: ${title}`, () => assert.deepEqual(told(...parts), messages));
