import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disturbance, narrowing } from '../filters.ts';

for (const args of [[], ['--headed'], ['--workers', '4'], ['--workers=4'], ['--reporter', 'list', '--quiet']])
  test(`"${args.join(' ')}" leaves the run whole`, () => assert.deepEqual(narrowing(args), []));

for (const args of [
  ['--grep', 'x'],
  ['-g', 'x'],
  ['--project=pages'],
  ['--shard=1/2'],
  ['e2e/access'],
  ['--grep-invert=x'],
  ['--last-failed'],
  ['--ui'],
  ['--max-failures=1'],
  ['--some-new-option'],
])
  test(`"${args.join(' ')}" narrows the run`, () => assert.deepEqual(narrowing(args), [args.join(' ')]));

for (const args of [
  ['--no-deps', '--project=changes', '--project=disruptive'],
  ['--project', 'pages', 'changes', '--no-deps'],
  ['--project=disruptive', '--no-deps', '--project', 'reads'],
])
  test(`"${args.join(' ')}" has one project disturb another`, () =>
    assert.match(disturbance(args) ?? '', /at once.*(changes|disruptive).*--no-deps/));

for (const args of [
  ['--project=changes', '--project=disruptive'],
  ['--no-deps', '--project=changes'],
  ['--no-deps', '--project=changes', '--project=changes'],
  ['--no-deps', '--project', 'reads', 'pages', '--grep', 'changes'],
  ['--no-deps', '--grep', 'x'],
])
  test(`"${args.join(' ')}" disturbs nothing`, () => assert.equal(disturbance(args), undefined));
