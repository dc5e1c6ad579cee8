import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesByTag } from '../listing.ts';

test('a tag is found in every file that has a test with it, at any depth', () => {
  const listed = {
    suites: [
      {
        specs: [{ file: 'a.spec.ts', tags: ['@session', 'cookie'] }],
        suites: [{ specs: [{ file: 'a.spec.ts', tags: ['session'] }] }],
      },
      { suites: [{ suites: [{ specs: [{ file: 'deep/b.spec.ts', tags: ['session'] }] }] }] },
    ],
  };
  assert.deepEqual(
    filesByTag(listed),
    new Map([
      ['session', new Set(['a.spec.ts', 'deep/b.spec.ts'])],
      ['cookie', new Set(['a.spec.ts'])],
    ]),
  );
});
