import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { htmlOf } from '../html.ts';
import type { HonestRun, Report, Result } from '../model.ts';
import { estimate, line } from '../progress.ts';
import { countsOf, isClean, markdownOf, ReportFiles, summaryOf } from '../report.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-proof-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const about = {
  title: 'A <b>fault</b> | of the cache',
  gate: 'isolation',
  cwe: 524,
  rule: 'cross-tenant-read',
  durationMs: 8123,
};
const seen = { rule: 'cross-tenant-read', test: 'No other tenant reads "it" <by id>' };
const killed: Result = { id: 'one', ...about, status: 'killed', killedBy: [seen] };
const another: Result = {
  id: 'two',
  ...about,
  status: 'killed',
  killedBy: [{ rule: 'server-error', test: 'It is refused' }],
};
const survived: Result = { id: 'three', ...about, status: 'survived', killedBy: [] };
const invalid: Result = {
  id: 'four',
  ...about,
  status: 'invalid',
  killedBy: [],
  reason: 'blocked: no session',
};
const results = [killed, another, survived, invalid];
const honest: HonestRun = {
  decision: 'GO',
  findings: [],
  checks: 2906,
  blocked: 0,
  reasons: [],
  durationMs: 90_000,
};
const report: Report = {
  ...{
    schema: 'bulkhead.proof/1',
    startedAt: 'then',
    finishedAt: 'now',
    selection: 'all mutants',
    allChecks: false,
  },
  ...{ total: 5, ...countsOf(results), secondsPerMutant: 8.12, controlChecks: 300, mutants: results },
};

test('a mutant that another rule killed counts as killed and is told', () => {
  assert.deepEqual(countsOf(results), { killed: 2, killedByAnotherRule: 1, survived: 1, invalid: 1 });
  assert.equal(
    summaryOf(report),
    '5 mutants: 2 killed (1 by another rule than the one named), 1 survived, 1 invalid, 1 not tried',
  );
});

test('progress tells the outcome, the rule, the time and an estimate', () => {
  assert.equal(
    line(killed, 12, 36, estimate(12 * 7500, 12, 36)),
    '12/36 killed  one  cross-tenant-read  8.1 s   ≈ 3 min left',
  );
  assert.match(line(another, 1, 2, ''), /^1\/2 killed by another rule {2}two {2}server-error/);
  assert.match(line(invalid, 2, 2, estimate(1000, 2, 2)), /8\.1 s\n +blocked: no session$/);
});

test('an honest run is clean only when it is GO, whole and without a finding', () => {
  assert.ok(isClean(honest));
  for (const change of [{ decision: 'NO-GO' }, { findings: [seen] }, { blocked: 1 }])
    assert.ok(!isClean({ ...honest, ...change }));
});

test('the page and the summary name every mutant, and nothing in them is taken for markup', () => {
  const page = htmlOf({ ...report, honest: { startedAt: 'then', finishedAt: 'now', runs: [honest] } });
  for (const { id } of results) assert.match(page, new RegExp(`id="${id}"`));
  assert.doesNotMatch(page, /<b>|<by id>/);
  assert.doesNotMatch(page, /https?:|<script|<link|url\(/);
  const summary = markdownOf(report);
  assert.match(summary, /\| two \|.*\| killed by another rule \| server-error: It is refused \|/);
  assert.match(summary, /A \\<b\\>fault\\<\/b\\> \\\| of the cache/);
});

test('a report is written whole, read again, and a torn one is taken for none', () => {
  const files = new ReportFiles(folder);
  assert.equal(files.last(), undefined);
  files.write(report);
  assert.deepEqual(files.last(), report);
  assert.deepEqual(readdirSync(folder).sort(), ['proof.html', 'proof.json', 'proof.md']);
  const file = path.join(folder, 'proof.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
  assert.equal(files.last(), undefined);
  assert.ok(existsSync(file));
});
