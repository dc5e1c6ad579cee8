import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { zipSync } from 'fflate';
import type { CellRecord, RunContext } from '../../model.ts';
import { finishRun } from '../index.ts';
import { writeAllureResults } from './allure-results.ts';
import { allPassed, finding, record, sampleContext, sampleFacts, samplePlan } from './sample.ts';

const SECRET = 'Tr0ubadour&3xyz';
const plan = samplePlan();
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bulkhead-finish-'));
  mkdirSync(join(dir, '.run/records'), { recursive: true });
  write('.run/playwright.json', JSON.stringify(sampleFacts()));
  records(allPassed(plan));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const at = (name: string) => join(dir, name);
function write(name: string, body: string | Uint8Array): void {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), body);
}
function records(list: readonly CellRecord[], name = 'w0'): void {
  write(`.run/records/${name}.jsonl`, list.map((each) => `${JSON.stringify(each)}\n`).join(''));
}
async function finish(secrets: readonly string[] = [SECRET], context: Partial<RunContext> = {}) {
  let printed = '';
  const result = await finishRun({
    plan,
    recordsDir: at('.run/records'),
    context: sampleContext(context),
    secrets,
    reportsDir: dir,
    print: (text) => (printed += text),
  });
  const files = ['readiness.json', 'readiness.md', 'readiness.html'].map((name) =>
    existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '',
  );
  return { ...result, reasons: result.readiness.reasons.join('\n'), printed, files };
}

describe('finishRun', () => {
  it('ends with GO and 0 when all is well', async () => {
    writeAllureResults(at('.run/allure-results'), 3, 'no matter');
    const { exitCode, readiness, files, printed, reasons } = await finish();
    assert.equal(reasons, '');
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(files[0] ?? ''), readiness);
    assert.match(files[1] ?? '', /^# ✅ GO/);
    assert.match(files[2] ?? '', /<h1>GO/);
    assert.match(printed, /GO {3}score 100\.0/);
    assert.ok(existsSync(at('allure/index.html')));
  });

  it('deletes an Allure report that holds a secret, and what it was made of', async () => {
    writeAllureResults(at('.run/allure-results'), 3, 'no matter', `typed ${SECRET}`);
    const { exitCode, readiness } = await finish();
    assert.equal(exitCode, 1);
    assert.equal(existsSync(at('allure/index.html')), false);
    assert.ok(readiness.run.leakedFiles.some((file) => file.startsWith('allure/index.html (known-secret')));
    assert.ok(readiness.run.leakedFiles.some((file) => file.startsWith('.run/allure-results/')));
  });

  it('without Allure results is NO-GO, says so, and still writes', async () => {
    const { exitCode, reasons, files } = await finish();
    assert.equal(exitCode, 1);
    assert.equal(
      reasons,
      'The run is blocked: The Allure report could not be made: there are no Allure results.',
    );
    assert.ok(files.every((body) => body.includes('NO-GO')));
  });
});

describe('never GO:', () => {
  const allure = /Allure report could not be made/;
  const cases: [string, () => void, RegExp][] = [
    [
      'a record that cannot be read',
      () => write('.run/records/w1.jsonl', '{"cellId":"x","verd'),
      /The record at w1\.jsonl:1 cannot be read/,
    ],
    [
      'a record of another shape',
      () =>
        write('.run/records/w1.jsonl', '{"cellId":"x","verdict":"fine","findings":[],"test":"t","retry":0}'),
      /w1\.jsonl:1/,
    ],
    [
      'a finding of an unknown rule',
      () =>
        write(
          '.run/records/w1.jsonl',
          JSON.stringify(
            record('isolation/check/0', {
              findings: [{ ...finding('rls-bypass'), rule: 'toString' as 'rls-bypass' }],
            }),
          ),
        ),
      /w1\.jsonl:1/,
    ],
    ['no account of the run', () => rmSync(at('.run/playwright.json')), /no readable account/],
    [
      'a broken account of the run',
      () => write('.run/playwright.json', '{"passed":1}'),
      /no readable account/,
    ],
    ['no records', () => rmSync(at('.run/records'), { recursive: true }), /Nothing was executed/],
    [
      'a secret in JUnit',
      () => write('junit.xml', `<f>${SECRET.replace('&', '&amp;')}</f>`),
      /held a secret.*junit\.xml \(known-secret/,
    ],
    [
      'a secret in Playwright’s report',
      () =>
        write(
          'playwright/index.html',
          `data:application/zip;base64,${Buffer.from(zipSync({ 'report.json': Buffer.from(SECRET) })).toString('base64')}`,
        ),
      /held a secret.*playwright\/index\.html/,
    ],
    [
      'a secret in a record',
      () => records([record('isolation/check/0', { reason: SECRET })], 'w2'),
      /held a secret/,
    ],
  ];
  for (const [name, change, reason] of cases) {
    it(name, async () => {
      change();
      const { exitCode, reasons, files } = await finish();
      assert.equal(exitCode, 1);
      assert.match(reasons, reason);
      assert.match(reasons, allure);
      assert.ok(files.every((body) => body !== '' && !body.includes(SECRET)));
    });
  }

  it('secrets too short to be searched for', async () => {
    assert.match((await finish([SECRET, 'abc'])).reasons, /1 of the secrets of this run are too short/);
  });

  it('no secret known at all', async () => {
    assert.match((await finish([''])).reasons, /No secret of this run is known/);
  });

  it('what was known before', async () => {
    const { reasons } = await finish([SECRET], {
      blockers: ['webkit is not installed'],
      leakedFiles: ['trace.zip'],
    });
    assert.match(reasons, /webkit is not installed/);
    assert.match(reasons, /trace\.zip/);
  });
});

describe('the readiness files', () => {
  it('mask a secret that a finding quotes', async () => {
    const seen = record('isolation/check/0', {
      verdict: 'failed',
      findings: [finding('cross-tenant-read', { seen: `200 with ${SECRET}` })],
    });
    records([seen], 'w1');
    const { readiness, files } = await finish();
    assert.equal(readiness.findings[0]?.seen, '200 with [redacted]');
    assert.ok(files.every((body) => body !== '' && !body.includes(SECRET)));
  });

  it('leave out all evidence when a secret got through the masking', async () => {
    const hidden = Buffer.from(`the password is ${SECRET}, as said`).toString('base64');
    records(
      [
        record('isolation/check/0', {
          verdict: 'failed',
          findings: [finding('cross-tenant-read', { seen: hidden })],
        }),
      ],
      'w1',
    );
    const { readiness, files, exitCode } = await finish();
    assert.equal(exitCode, 1);
    assert.deepEqual(readiness.reasons, ['The readiness files held a secret; their details were left out.']);
    assert.ok(files.every((body) => body.includes('NO-GO') && !body.includes(hidden)));
  });
});
