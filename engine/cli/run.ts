/**
 * One run: configuration, plan, Playwright, reports, decision.
 *
 * Exit code 0 only on GO; 1 on NO-GO; 2 when the configuration or the policy cannot be used.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PART } from '../config/part.ts';
import { ROOT, type Settings, readSettings } from '../config/settings.ts';
import { UserFault } from '../fault.ts';
import type { Cell, RunContext } from '../model.ts';
import { cellsOf, makePlan } from '../plan/index.ts';
import { HANDED_OVER, handOver } from '../policy/handover.ts';
import { trust } from '../probe/connect.ts';
import { POLICY_FILE, RECORDS_FOLDER, RUN_FOLDER } from '../record/recorder.ts';
import { finishRun } from '../report/index.ts';
import { SessionStore, forgetSecrets, rememberSecrets, rememberedSecrets } from '../session/store.ts';
import { mistakeIn, narrowing, partIn } from './filters.ts';
import { missingBrowsers, notServing } from './preflight.ts';

const REPORTS = join(ROOT, 'reports');
/** What a run leaves and the next one must not inherit; the history of decisions stays. */
const LEFT_BEHIND = [
  '.run',
  'allure',
  'playwright',
  'junit.xml',
  'readiness.json',
  'readiness.md',
  'readiness.html',
];
const WINDOW = new Set(['--headed', '--ui', '--debug']);
/** Our own argument among Playwright's. */
const ALL_PAIRS = '--all-pairs';
const CLEAN_UP = ['--project=clean-up', '--no-deps', '--reporter=dot'];

function clearReports(): void {
  for (const name of LEFT_BEHIND) rmSync(join(REPORTS, name), { recursive: true, force: true });
  mkdirSync(RECORDS_FOLDER, { recursive: true });
}

function writePlan(settings: Settings): Cell[] {
  const { policy, browsers, allPairs } = settings;
  const cells = cellsOf(makePlan(policy, browsers, { allPairs }), policy.outOfScope);
  writeFileSync(join(RUN_FOLDER, 'plan.json'), JSON.stringify(cells));
  return cells;
}

async function playwright(args: readonly string[]): Promise<number> {
  const part = partIn(args);
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const child = spawn(process.execPath, [cli, 'test', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...(part ? { [PART]: JSON.stringify(part) } : {}),
      ...(args.some((argument) => WINDOW.has(argument)) ? { BULKHEAD_HEADED: '1' } : {}),
    },
    stdio: 'inherit',
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal ? 130 : (code ?? 1);
}

/** What a run made is removed by its last test; where that never ran, or was interrupted, it is run again. */
async function clearUp(store: SessionStore): Promise<void> {
  if (store.ledger.open().length === 0) return;
  process.stdout.write('clean-up  removing what the run made\n');
  await playwright(CLEAN_UP);
}

async function main(given: readonly string[]): Promise<number> {
  const args = given.filter((argument) => argument !== ALL_PAIRS);
  // The plan is computed here and in every worker.
  if (args.length < given.length) process.env['ALL_PAIRS'] = '1';
  const wrong = mistakeIn(args, process.env['WORKERS']);
  if (wrong !== undefined) throw new UserFault(wrong);
  const startedAt = new Date().toISOString();
  clearReports();
  Reflect.deleteProperty(process.env, HANDED_OVER);
  const settings = readSettings();
  handOver(settings.policy, POLICY_FILE, process.env);
  if (settings.authority) trust(settings.authority);
  forgetSecrets();
  rememberSecrets(
    [...settings.credentials.values()].flatMap(({ password, totpSecret }) => [
      password,
      ...(totpSecret ? [totpSecret] : []),
    ]),
  );
  const plan = writePlan(settings);
  const blockers = [...missingBrowsers(settings), ...(await notServing(settings))];
  for (const blocker of blockers) process.stderr.write(`blocked  ${blocker}\n`);
  const store = new SessionStore(settings);
  store.startRun(Object.keys(settings.policy.identities));
  process.stdout.write(`plan    ${plan.length} checks of ${settings.policy.title} at ${settings.appUrl}\n`);
  const exitCode = blockers.length > 0 ? 1 : await playwright(args);
  if (blockers.length === 0) await clearUp(store);
  const context: RunContext = {
    startedAt,
    finishedAt: new Date().toISOString(),
    application: settings.policy.title,
    appUrl: settings.appUrl,
    tenancy: settings.tenancy,
    browsers: settings.browsers,
    filters: [...narrowing(args), ...(settings.sensors ? [] : ['SENSORS=off'])],
    exitCode,
    blockers,
    outOfScope: settings.policy.outOfScope,
    leakedFiles: [],
  };
  try {
    return (
      await finishRun({
        plan,
        recordsDir: RECORDS_FOLDER,
        context,
        secrets: rememberedSecrets(),
        reportsDir: REPORTS,
      })
    ).exitCode;
  } finally {
    forgetSecrets();
  }
}

// Playwright ends at a signal; what comes after it, clearing up and the reports, is not to be left out.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserFault)) throw error;
  process.stderr.write(`${error.message}\n\nNO-GO: nothing was tested.\n`);
  process.exitCode = error.exitCode;
}
