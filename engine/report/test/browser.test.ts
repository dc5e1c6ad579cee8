import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { externalLoads, generateAllure } from '../allure.ts';
import { writeReadiness } from '../readable.ts';
import { judge } from '../readiness.ts';
import { foundBrowsers } from '../../config/settings.ts';
import { writeAllureResults } from './allure-results.ts';
import { finding, record, sampleContext, sampleFacts, samplePlan } from './sample.ts';

const HOSTILE = `<img src="http://elsewhere.example/x.png"><script src="//elsewhere.example/y.js"></script>`;
const root = resolve(import.meta.dirname, '../../..');
const dir = mkdtempSync(join(tmpdir(), 'bulkhead-reports-'));
const executablePath = foundBrowsers().chromium?.executablePath;
let browser: Browser;

before(async () => {
  browser = await chromium.launch(executablePath ? { executablePath } : {});
});
after(async () => {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Opens a report with its own policy switched off, so that every attempt to load is seen, not only what gets through. */
async function open(
  file: string,
  look: (page: Page) => Promise<void>,
): Promise<{ away: string[]; errors: string[] }> {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const away: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) away.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await look(page);
  await page.waitForTimeout(200);
  await context.close();
  return { away, errors };
}

describe('the Allure report', () => {
  const page = join(dir, 'allure/index.html');
  before(async () => {
    const results = join(dir, '.run/allure-results');
    writeAllureResults(results, 12, `CRITICAL  200 with a row\n${HOSTILE}`, HOSTILE);
    await generateAllure(dir, sampleContext());
    // What an earlier report left must not stay, and the history must grow.
    writeFileSync(join(dir, 'allure/old.txt'), 'old');
    await generateAllure(dir, sampleContext({ appUrl: 'http://second.example' }));
  });

  it('opens from disk, shows the tests and loads nothing from elsewhere', async () => {
    const seen = await open(page, async (view) => {
      await view.getByText('http://second.example').waitFor({ timeout: 30_000 });
      await view.getByText('cannot read competitor 0 of Hotel').first().click();
      await view.getByText('200 with a row').first().waitFor({ timeout: 30_000 });
      assert.equal(await view.getByText('build-machine-7').count(), 0);
      await view.getByText('Attachments').first().click();
    });
    assert.deepEqual(seen, { away: [], errors: [] });
  });

  it('works under its own policy', async () => {
    const context = await browser.newContext();
    const view = await context.newPage();
    const complaints: string[] = [];
    view.on('console', (message) => complaints.push(message.text()));
    await view.goto(pathToFileURL(page).href);
    await view.getByText('cannot read competitor 3 of Hotel').first().waitFor({ timeout: 30_000 });
    await context.close();
    assert.deepEqual(complaints, []);
  });

  it('holds no analytics, is made anew, and keeps the history', () => {
    const html = readFileSync(page, 'utf8');
    assert.deepEqual(externalLoads(html), []);
    assert.doesNotMatch(html, /googletagmanager|dataLayer/);
    assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none'/);
    assert.equal(existsSync(join(dir, 'allure/old.txt')), false);
    assert.equal(readFileSync(join(dir, 'history.jsonl'), 'utf8').trim().split('\n').length, 2);
  });

  it('is refused without results', async () => {
    const empty = join(dir, 'empty');
    mkdirSync(join(empty, '.run/allure-results'), { recursive: true });
    await assert.rejects(generateAllure(empty, sampleContext()), /no Allure results/);
  });
});

describe('externalLoads', () => {
  const cases: [string, number][] = [
    ['<script async src="https://x.example/a.js"></script>', 1],
    ['<link rel=stylesheet href=//x.example/a.css>', 1],
    ['<img alt="a" src="http://x.example/a.png">', 1],
    ['<style>@import "https://x.example/a.css"; a { background: url(//x.example/b) }</style>', 2],
    ['<script>gtag("https://www.googletagmanager.com/x")</script>', 1],
    [
      '<a href="https://x.example">a link is no load</a><script src="data:text/javascript;base64,AA"></script>',
      0,
    ],
  ];
  for (const [html, number] of cases) it(html, () => assert.equal(externalLoads(html).length, number));
});

it('the readiness page loads and runs nothing', async () => {
  const seen = record('isolation/check/0', {
    verdict: 'failed',
    findings: [finding('cross-tenant-read', { seen: HOSTILE, title: HOSTILE })],
  });
  writeReadiness(dir, judge(samplePlan(), [seen], sampleFacts(), sampleContext({ application: HOSTILE })));
  const { away, errors } = await open(join(dir, 'readiness.html'), async (page) => {
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'NO-GO');
    assert.equal(await page.locator('img, script').count(), 0);
    assert.ok((await page.locator('.finding').innerText()).includes(HOSTILE));
    const background = await page
      .locator('.banner')
      .evaluate((banner) => getComputedStyle(banner).backgroundColor);
    assert.notEqual(background, 'rgba(0, 0, 0, 0)', 'the style sheet is in force');
  });
  assert.deepEqual({ away, errors }, { away: [], errors: [] });
});

it('the readiness page is styled under its own policy', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(join(dir, 'readiness.html')).href);
  const background = await page
    .locator('.banner')
    .evaluate((banner) => getComputedStyle(banner).backgroundColor);
  await context.close();
  assert.notEqual(background, 'rgba(0, 0, 0, 0)');
  assert.deepEqual(complaints, []);
});

it('Playwright’s HTML report loads nothing from elsewhere', async () => {
  const suite = join(dir, 'suite');
  mkdirSync(suite);
  symlinkSync(join(root, 'node_modules'), join(suite, 'node_modules'));
  writeFileSync(join(suite, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(suite, 'a.spec.ts'),
    `import { test, expect } from '@playwright/test';
     test('bad', async () => { await test.info().attach('page', { body: ${JSON.stringify(HOSTILE)}, contentType: 'text/html' }); expect(${JSON.stringify(HOSTILE)}).toBe('x'); });`,
  );
  writeFileSync(
    join(suite, 'playwright.config.ts'),
    `export default { reporter: [['html', { outputFolder: 'out', open: 'never' }]] };`,
  );
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  spawnSync(process.execPath, [cli, 'test'], { cwd: suite, stdio: 'ignore' });
  const seen = await open(join(suite, 'out/index.html'), async (page) => {
    await page.getByText('bad').first().click();
    await page.getByText('Test Steps').first().waitFor({ timeout: 30_000 });
  });
  assert.deepEqual(seen.away, []);
});
