import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BenchError } from '../model.ts';
import { type Options, readOptions } from '../options.ts';

function options(...args: string[]): Options {
  const read = readOptions(args);
  assert.ok(read !== 'help');
  return read;
}

test('without arguments everything is measured', () => {
  assert.deepEqual(options(), {
    only: ['probes', 'sensors', 'tenants'],
    rounds: 5,
    pairs: 3,
    tenants: [2, 4, 8, 16],
  });
});

test('some measurements may be chosen, one after the other or with commas, and are made in the usual order', () => {
  assert.deepEqual(options('--only', 'sensors', 'probes').only, ['probes', 'sensors']);
  assert.deepEqual(options('--only', 'sensors,probes').only, ['probes', 'sensors']);
  assert.deepEqual(options('--only=tenants', '--only=tenants').only, ['tenants']);
});

test('numbers of tenants are put in order, each once', () => {
  assert.deepEqual(options('--tenants', '8,2,8').tenants, [2, 8]);
  assert.deepEqual(options('--rounds', '1', '--pairs=12').pairs, 12);
});

test('help wins', () => {
  assert.equal(readOptions(['--help', '--rounds', '0']), 'help');
});

for (const args of [
  ['--nonsense'],
  ['probes'],
  ['--only'],
  ['--only', 'speed'],
  ['--rounds', '0'],
  ['--pairs', 'two'],
  ['--tenants', '1,2'],
  ['--tenants', '100'],
]) {
  test(`${args.join(' ')} is refused`, () => {
    assert.throws(
      () => readOptions(args),
      (error) => error instanceof BenchError && error.exitCode === 2 && !error.message.includes('\n'),
    );
  });
}
