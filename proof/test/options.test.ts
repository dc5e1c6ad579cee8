import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ProofError } from '../model.ts';
import { type Options, readOptions } from '../options.ts';

function options(...args: string[]): Options {
  const read = readOptions(args, '/somewhere');
  assert.ok(read !== 'help');
  return read;
}

test('without arguments all mutants of the repository are tried, one more at once than there are cores', () => {
  const { only, quick, control, allChecks, mutants, jobs, honest } = options();
  assert.deepEqual(
    { only, quick, control, allChecks, honest },
    { only: [], quick: false, control: true, allChecks: false, honest: 0 },
  );
  assert.equal(options('--no-control').control, false);
  assert.equal(path.basename(mutants), 'mutants');
  assert.equal(jobs, Math.min(availableParallelism() + 1, 4));
});

test('ids may be given one after the other, with commas, or with an option each', () => {
  assert.deepEqual(options('--only', 'a', 'b').only, ['a', 'b']);
  assert.deepEqual(options('--only', 'a,b', '--quick').only, ['a', 'b']);
  assert.deepEqual(options('--only=a', '--only=b').only, ['a', 'b']);
});

test("somebody else's mutants are found from where the user is", () => {
  assert.equal(options('--mutants', '../theirs').mutants, '/theirs');
  assert.equal(options('--mutants', '/theirs').mutants, '/theirs');
});

test('help wins', () => {
  assert.equal(readOptions(['--help', '--jobs', '0'], '/'), 'help');
});

for (const args of [
  ['--nonsense'],
  ['a'],
  ['--jobs', '0'],
  ['--jobs', 'two'],
  ['--honest', '-1'],
  ['--only'],
  ['--honest', '2', '--quick'],
  ['--honest', '2', '--note'],
]) {
  test(`${args.join(' ')} is refused`, () => {
    assert.throws(
      () => readOptions(args, '/'),
      (error) => error instanceof ProofError && error.exitCode === 2 && !error.message.includes('\n'),
    );
  });
}
