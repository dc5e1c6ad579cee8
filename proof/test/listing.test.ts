import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testsIn } from '../listing.ts';

test('tags and titles are found in every file that has a test with them, at any depth', () => {
  const listed = {
    suites: [
      {
        specs: [{ title: 'one', file: 'a.spec.ts', tags: ['@session', 'cookie'] }],
        suites: [{ specs: [{ title: 'two', file: 'a.spec.ts', tags: ['session'] }] }],
      },
      { suites: [{ suites: [{ specs: [{ title: 'one', file: 'deep/b.spec.ts', tags: ['session'] }] }] }] },
    ],
  };
  assert.deepEqual(testsIn(listed), {
    tagged: new Map([
      ['session', new Set(['a.spec.ts', 'deep/b.spec.ts'])],
      ['cookie', new Set(['a.spec.ts'])],
    ]),
    titled: new Map([
      ['one', new Set(['a.spec.ts', 'deep/b.spec.ts'])],
      ['two', new Set(['a.spec.ts'])],
    ]),
  });
});
