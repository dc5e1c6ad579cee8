import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { generateAllure } from '../allure.ts';
import { slimHistory } from '../allure-history.ts';
import { writeAllureResults } from './allure-results.ts';

describe('the history of Allure', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bulkhead-history-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'history.jsonl');

  it('loses the labels and nothing else', () => {
    const kept = {
      uuid: 'run',
      testResults: { one: { id: '1', status: 'failed', message: 'why', labels: [] } },
    };
    const full = structuredClone(kept);
    full.testResults.one.labels.push({ name: 'host', value: 'build-machine-7' } as never);
    writeFileSync(file, `${JSON.stringify(full)}\n{"half a line "labels":[{\n`);
    slimHistory(file);
    assert.equal(readFileSync(file, 'utf8'), `${JSON.stringify(kept)}\n{"half a line "labels":[{\n`);
    assert.deepEqual(readdirSync(dir), ['history.jsonl']);
  });

  it('is not made where there is none', () => {
    slimHistory(join(dir, 'none.jsonl'));
    assert.ok(!existsSync(join(dir, 'none.jsonl')));
  });

  it('reaches the next report without the name of the machine', async () => {
    rmSync(file);
    const context = {
      appUrl: 'http://localhost',
      application: 'MarketEdge',
      tenancy: 'organization',
      browsers: ['chromium'],
    } as const;
    writeAllureResults(join(dir, '.run/allure-results'), 3, 'no matter');
    for (const _run of [1, 2]) await generateAllure(dir, { ...context, browsers: [...context.browsers] });
    const runs = readFileSync(file, 'utf8').trim().split('\n');
    assert.equal(runs.length, 2);
    assert.ok(!runs.join().includes('build-machine-7'));
    const page = readFileSync(join(dir, 'allure/index.html'), 'utf8');
    const results = [...page.matchAll(/d\("data\/test-results\/[^"]+"\s*,\s*"([^"]+)"\)/g)].map(
      ([, data = '']) => Buffer.from(data, 'base64').toString(),
    );
    assert.equal(results.length, 3);
    for (const result of results) {
      assert.equal((JSON.parse(result) as { history: unknown[] }).history.length, 1);
      assert.ok(!result.includes('build-machine-7'));
    }
  });
});
