import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'dotenv';
import { parseEnv, readEnv } from '../lib/env.mjs';

const TEXT = `
# a comment
PLAIN=value
SPACED = some words # and a comment
export EXPORTED=yes
SINGLE='a # b'
DOUBLE="a \\"b\\" # c"
LINES="one
two"
ESCAPED="one\\ntwo"
EMPTY=
HASH=pass#word
URL=https://example.test/?a=b
`;

describe('parseEnv', () => {
  it('understands quotes, comments, exports and values over several lines', () => {
    assert.deepEqual(parseEnv(TEXT), {
      PLAIN: 'value',
      SPACED: 'some words',
      EXPORTED: 'yes',
      SINGLE: 'a # b',
      DOUBLE: 'a "b" # c',
      LINES: 'one\ntwo',
      ESCAPED: 'one\ntwo',
      EMPTY: '',
      HASH: 'pass',
      URL: 'https://example.test/?a=b',
    });
  });

  it('agrees with dotenv, which reads the same file later, wherever no quote is escaped', () => {
    const text = TEXT.split('\n')
      .filter((line) => !line.startsWith('DOUBLE'))
      .join('\r\n');
    assert.deepEqual(parseEnv(text), parse(text));
  });
});

describe('readEnv', () => {
  it('lets the environment win, and takes a variable set to nothing for one that is not set', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'bulkhead-env-'));
    try {
      writeFileSync(path.join(root, '.env'), 'A=file\nB=file\nC=\n');
      assert.deepEqual(readEnv(root, { A: 'environment', B: '', D: undefined }), {
        A: 'environment',
        B: 'file',
      });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
