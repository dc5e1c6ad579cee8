import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { tmpdir } from 'node:os';
import { readFacts } from '../evidence.ts';

const root = resolve(import.meta.dirname, '../../..');
const reporter = resolve(import.meta.dirname, '../reporter.ts');
const SECRET = 'Correct-Horse-9-Battery';

/** Runs a small real suite, as a user would, and returns what the reporter wrote. */
async function run(files: Record<string, string>, args: string[] = [], config = '') {
  const dir = mkdtempSync(join(tmpdir(), 'bulkhead-reporter-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
    mkdirSync(join(dir, '.auth'));
    writeFileSync(join(dir, '.auth/secrets.jsonl'), `${JSON.stringify(SECRET)}\n`);
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(dir, 'playwright.config.ts'),
      `export default { workers: 1, reporter: [[${JSON.stringify(reporter)}]], ${config} };`,
    );
    for (const [name, body] of Object.entries(files)) {
      writeFileSync(join(dir, name), `import { test, expect } from '@playwright/test';\n${body}`);
    }
    const cli = join(root, 'node_modules/@playwright/test/cli.js');
    const child = spawn(process.execPath, [cli, 'test', ...args], {
      cwd: dir,
      stdio: 'ignore',
      env: { ...process.env, CI: '' },
    });
    const exitCode = await new Promise<number | null>((done) => child.on('exit', done));
    const { value, blockers } = readFacts(join(dir, 'reports/.run/playwright.json'));
    assert.deepEqual(
      readdirSync(join(dir, 'reports/.run')),
      ['playwright.json'],
      'no temporary file is left',
    );
    assert.deepEqual(blockers, []);
    return { exitCode, facts: value };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const counts = ({
  facts: { passed, failed, flaky, skipped, notRun, focused },
}: Awaited<ReturnType<typeof run>>) => ({
  passed,
  failed,
  flaky,
  skipped,
  notRun,
  focused,
});
const none = { passed: 0, failed: 0, flaky: 0, skipped: 0, notRun: 0, focused: false };

describe('the reporter tells of', { concurrency: 2 }, () => {
  it('tests that pass, fail, are flaky or are skipped', async () => {
    const result = await run(
      {
        'a.spec.ts': `
          test('good', () => {});
          test('bad', () => { expect('${SECRET}').toBe('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'); });
          test('flaky', ({}, info) => { expect(info.retry).toBe(1); });
          test.skip('left out', () => {});
          test('left out inside', () => { test.skip(true, 'not here'); });
          test('known fault', () => { test.fail(); expect(1).toBe(2); });`,
      },
      ['--retries=1'],
    );
    assert.deepEqual(counts(result), { ...none, passed: 1, failed: 2, flaky: 1, skipped: 2 });
    assert.notEqual(result.exitCode, 0);
    assert.deepEqual(
      result.facts.problems.map(({ title, outcome }) => [title, outcome]),
      [
        ['bad', 'failed'],
        ['flaky', 'flaky'],
        ['left out', 'skipped'],
        ['left out inside', 'skipped'],
        ['known fault', 'failed'],
      ],
    );
    assert.equal(result.facts.problems[3]?.message, 'not here');
    assert.ok(!JSON.stringify(result.facts).includes(SECRET));
    assert.doesNotMatch(JSON.stringify(result.facts), /eyJ|\\u001b/);
  });

  it('a focused test', async () => {
    const body = `test('left behind', () => {}); test.describe('a', () => { test.only('alone', () => {}); });`;
    const result = await run({ 'a.spec.ts': body });
    assert.deepEqual(counts(result), { ...none, passed: 1, focused: true });
    assert.equal(result.exitCode, 0);
  });

  it('a focused test that the configuration forbids', async () => {
    const result = await run(
      { 'a.spec.ts': `test.describe.only('a', () => { test('alone', () => {}); });` },
      ['--forbid-only'],
    );
    assert.equal(result.facts.focused, true);
    assert.equal(result.facts.errors.length, 1);
  });

  it('a file that does not load', async () => {
    const result = await run({
      'a.spec.ts': `test('good', () => {});`,
      'b.spec.ts': `throw new Error('broken at load');`,
    });
    assert.match(result.facts.errors.join('\n'), /broken at load/);
    assert.notEqual(result.exitCode, 0);
  });

  it('no test at all', async () => {
    const result = await run({ 'a.spec.ts': `test('good', () => {});` }, ['--grep', 'nothing-matches']);
    assert.deepEqual(counts(result), none);
    assert.match(result.facts.errors.join('\n'), /No tests found/);
  });

  it('tests that never ran, for too many failures', async () => {
    const result = await run(
      {
        'a.spec.ts': `test('bad', () => { expect(1).toBe(2); }); test('second', () => {}); test('third', () => {});`,
      },
      ['--max-failures=1'],
    );
    assert.deepEqual(counts(result), { ...none, failed: 1, notRun: 2 });
  });

  it('tests that never ran, for a set-up that failed or an earlier step in order', async () => {
    const result = await run(
      {
        'setup.ts': `test('set-up', () => { expect(1).toBe(2); });`,
        'a.spec.ts': `test('dependent', () => {});`,
        'b.spec.ts': `test.describe.configure({ mode: 'serial' }); test('one', () => { expect(1).toBe(2); }); test('two', () => {});`,
      },
      [],
      `projects: [{ name: 'setup', testMatch: 'setup.ts' }, { name: 'e2e', testMatch: 'a.spec.ts', dependencies: ['setup'] }, { name: 'serial', testMatch: 'b.spec.ts' }]`,
    );
    assert.deepEqual(counts(result), { ...none, failed: 2, notRun: 2 });
    assert.equal(result.facts.problems[0]?.title, '[setup] set-up');
  });

  it('a run that exceeds its time', async () => {
    const result = await run(
      { 'a.spec.ts': `test('slow', async () => { await new Promise(() => {}); }); test('next', () => {});` },
      ['--global-timeout=1500'],
    );
    assert.deepEqual(counts(result), { ...none, notRun: 2 });
    assert.match(result.facts.errors.join('\n'), /time limit/);
  });
});
