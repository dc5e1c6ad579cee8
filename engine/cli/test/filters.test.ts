import assert from 'node:assert/strict';
import { test } from 'node:test';
import { narrowing } from '../filters.ts';

for (const args of [[], ['--headed'], ['--workers', '4'], ['--workers=4'], ['--reporter', 'list', '--quiet']])
  test(`"${args.join(' ')}" leaves the run whole`, () => assert.deepEqual(narrowing(args), []));

for (const args of [
  ['--grep', 'x'],
  ['-g', 'x'],
  ['--project=gates'],
  ['--shard=1/2'],
  ['e2e/access'],
  ['--grep-invert=x'],
  ['--last-failed'],
  ['--ui'],
  ['--max-failures=1'],
  ['--some-new-option'],
])
  test(`"${args.join(' ')}" narrows the run`, () => assert.deepEqual(narrowing(args), [args.join(' ')]));
