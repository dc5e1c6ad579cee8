import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakeIn, narrowing, partIn } from '../filters.ts';

for (const args of [
  [],
  ['--headed'],
  ['--workers', '4'],
  ['--workers=4'],
  ['--add-reporter', 'list', '--quiet'],
])
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
  ['--no-deps', '--project=*'],
  ['--no-deps', '--grep', 'x'],
  ['--no-deps', 'e2e/access', '--workers=2'],
])
  test(`"${args.join(' ')}" has one project disturb another`, () =>
    assert.match(mistakeIn(args) ?? '', /at once.*(changes|disruptive).*--workers=1.*--no-deps/));

for (const args of [
  ['--project=changes', '--project=disruptive'],
  ['--no-deps', '--project=changes'],
  ['--no-deps', '--project=changes', '--project=changes'],
  ['--no-deps', '--project', 'reads', 'pages', '--grep', 'changes'],
  ['--no-deps', '--grep', 'x', '--workers=1'],
  ['--no-deps', '--grep', 'x', '-j', '1'],
  ['--grep', '--no-deps'],
])
  test(`"${args.join(' ')}" disturbs nothing`, () => assert.equal(mistakeIn(args), undefined));

test('the number of workers may be set in the environment, and an argument counts more', () => {
  assert.equal(mistakeIn(['--no-deps', '--grep', 'x'], '1'), undefined);
  assert.match(mistakeIn(['--no-deps', '--workers', '2'], '1') ?? '', /at once/);
});

for (const args of [['--reporter=list'], ['--quiet', '--reporter', 'list']])
  test(`"${args.join(' ')}" would leave nothing to decide from`, () =>
    assert.match(mistakeIn(args) ?? '', /--add-reporter/));

const EVERYTHING = { grep: '', grepInvert: '', projects: [], files: [] };

test('a part is told by title, project and file, in every spelling', () => {
  assert.deepEqual(partIn(['--grep', 'a b', '-G=c']), { ...EVERYTHING, grep: 'a b', grepInvert: 'c' });
  assert.deepEqual(partIn(['-g', 'a', '--grep=b']), { ...EVERYTHING, grep: 'b' });
  assert.deepEqual(partIn(['--project', 'reads', 'pages', '--headed', '--project=waits']), {
    ...EVERYTHING,
    projects: ['reads', 'pages', 'waits'],
  });
  assert.deepEqual(partIn(['e2e/access', '--workers', '1', 'callback:12']), {
    ...EVERYTHING,
    files: ['e2e/access', 'callback'],
  });
});

test('what asks for no title, project or file asks for no part', () => {
  for (const args of [[], ['--workers', '4'], ['--shard=1/2'], ['--last-failed'], ['--only-changed', 'main']])
    assert.equal(partIn(args), undefined);
});
