import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { doOnce } from '../once.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-once-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A piece of work that leaves a word in a file. */
function piece(name: string) {
  const left = join(folder, `${name}.outcome`);
  let times = 0;
  return {
    claim: join(folder, `${name}.claim`),
    outcome: () => (existsSync(left) ? readFileSync(left, 'utf8') : undefined),
    work: async () => {
      times += 1;
      await sleep(30);
      writeFileSync(left, 'done');
    },
    times: () => times,
  };
}

test('many who ask at once have the work done once and all get its outcome', async () => {
  const { claim, outcome, work, times } = piece('many');
  const outcomes = await Promise.all([1, 2, 3].map(() => doOnce(claim, outcome, work)));
  assert.deepEqual(outcomes, ['done', 'done', 'done']);
  assert.equal(times(), 1);
});

test('an outcome that is already there is taken without a claim', async () => {
  const { claim, outcome, work, times } = piece('there');
  await work();
  assert.equal(await doOnce(claim, outcome, work), 'done');
  assert.equal(times(), 1);
  assert.ok(!existsSync(claim));
});

test('a claim of a process that died is neither waited for nor taken over', async () => {
  const { claim, outcome, work, times } = piece('dead');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(claim, String(pid));
  const started = Date.now();
  assert.equal(await doOnce(claim, outcome, work), undefined);
  assert.ok(Date.now() - started < 1000);
  assert.equal(times(), 0);
});

test('work that fails is told to the one who did it, and not tried again', async () => {
  const { claim, outcome } = piece('fails');
  const failing = () => Promise.reject(new Error('no'));
  await assert.rejects(doOnce(claim, outcome, failing), /no/);
  assert.equal(await doOnce(claim, outcome, failing, 100), undefined);
});
