/** Makes the Allure HTML report, and sees to it that opening it loads nothing from elsewhere. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { RunContext } from '../model.ts';
import { HISTORY_LIMIT, slimHistory } from './allure-history.ts';

const TIMEOUT = 120_000;

/** Reads the failure texts of the checks: what was found, what could not be verified, what broke. */
const CATEGORIES = [
  {
    name: 'Findings',
    matchedStatuses: ['failed', 'broken'],
    messageRegex: '(^|\\n)\\s*(CRITICAL|HIGH|MEDIUM|LOW)\\s',
  },
  {
    name: 'Blocked: could not be verified',
    matchedStatuses: ['failed', 'broken'],
    messageRegex: '(^|\\n)\\s*BLOCKED\\s',
  },
  { name: 'The check itself broke', matchedStatuses: ['failed', 'broken'] },
];

/** What the report may load: its own inline code and data, and nothing that has an address. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data: blob:",
  'img-src data: blob:',
  'font-src data:',
  'media-src data: blob:',
  'connect-src data: blob:',
  'frame-src data: blob:',
  'worker-src data: blob:',
  "base-uri 'self' file:",
  "form-action 'none'",
].join('; ');

/**
 * Generates `<reportsDir>/allure/index.html`, one file that opens from disk, out of
 * `<reportsDir>/.run/allure-results`; the trend of earlier runs comes from `<reportsDir>/history.jsonl`.
 *
 * @throws Error when there are no results, the generator fails, or the report would load from elsewhere
 */
export async function generateAllure(
  reportsDir: string,
  context: Pick<RunContext, 'appUrl' | 'application' | 'tenancy' | 'browsers'>,
): Promise<void> {
  const results = resolve(reportsDir, '.run/allure-results');
  const output = resolve(reportsDir, 'allure');
  // The generator keeps a report that is already there, and says that all went well.
  rmSync(output, { recursive: true, force: true });
  if (!existsSync(results) || !readdirSync(results).some((name) => name.endsWith('-result.json'))) {
    throw new Error('there are no Allure results');
  }
  const config = join(dirname(results), 'allure.json');
  const history = resolve(reportsDir, 'history.jsonl');
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, JSON.stringify(configOf(output, history, context)));
  // One that an earlier version left is not to reach the page as it is.
  slimHistory(history);
  await generate(config, results, dirname(results));
  slimHistory(history);
  const page = join(output, 'index.html');
  if (!existsSync(page)) throw new Error('the generator ended well and left no report');
  const html = secluded(readFileSync(page, 'utf8'));
  const left = externalLoads(html);
  if (left.length > 0) {
    rmSync(output, { recursive: true, force: true });
    throw new Error(`the report would load from elsewhere: ${left.slice(0, 3).join(', ')}`);
  }
  writeFileSync(page, html);
}

function configOf(
  output: string,
  historyPath: string,
  {
    application,
    appUrl,
    tenancy,
    browsers,
  }: Pick<RunContext, 'appUrl' | 'application' | 'tenancy' | 'browsers'>,
) {
  const options = {
    reportName: 'Bulkhead',
    singleFile: true,
    reportLanguage: 'en',
    theme: 'auto',
    groupBy: ['epic', 'feature'],
  };
  return {
    name: 'Bulkhead',
    output,
    historyPath,
    historyLimit: HISTORY_LIMIT,
    variables: { Application: application, URL: appUrl, Tenancy: tenancy, Browser: browsers.join(', ') },
    // Of the machine that ran the tests nothing belongs into a report that is passed around.
    hideLabels: ['host', 'thread', 'pid', 'language', 'framework', 'package', 'titlePath'],
    categories: CATEGORIES,
    plugins: { awesome: { options }, agent: { enabled: false } },
  };
}

/** A process of its own: the generator ends the process that it runs in when a report grows too large. */
async function generate(config: string, results: string, cwd: string): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve('allure')), '../cli.js');
  const child = spawn(process.execPath, [cli, 'generate', '--config', config, results], {
    cwd,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0) {
    const line = said.split('\n').find((each) => each.trim() !== '') ?? 'it said nothing';
    throw new Error(
      `the generator ended with ${code ?? `a signal after ${TIMEOUT / 1000} s`}: ${line.trim()}`,
    );
  }
}

/** The page without the scripts that it would load from elsewhere, and with a policy that forbids more. */
function secluded(html: string): string {
  const clean = html
    .replace(/<script\b[^>]*\bsrc=["']?(?:https?:)?\/\/[^>]*>\s*<\/script>/gi, '')
    .replace(/<script>\s*window\.dataLayer\b[\s\S]*?<\/script>/gi, '');
  const head = /<head>/i;
  if (!head.test(clean)) throw new Error('the report has no head to put a content security policy into');
  return clean.replace(head, `<head>\n    <meta http-equiv="Content-Security-Policy" content="${POLICY}">`);
}

/** Addresses that the page itself would load when opened: sources of tags, style sheets, imports, analytics. */
export function externalLoads(html: string): string[] {
  const patterns = [
    /<(?:script|img|iframe|embed|source|audio|video|track|input)\b[^>]*?\b(?:src|srcset|poster)\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /<link\b[^>]*?\bhref\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /<object\b[^>]*?\bdata\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /(?:@import\s+|url\(\s*)["']?((?:https?:)?\/\/[^"')\s]+)/gi,
    /((?:https?:)?\/\/[\w.-]*(?:googletagmanager|google-analytics)\.com[^"'\s]*)/gi,
  ];
  return patterns.flatMap((pattern) => [...html.matchAll(pattern)].map((match) => match[1] ?? ''));
}
