/** The whole suite against every variant of the embedded target, and, for `npm test`, its quick form. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';
import { type Counts, countJUnit } from './lib/counts.ts';
import { embeddedEnvironment } from './lib/embedded.ts';
import { readEnv } from './lib/env.mjs';
import { type Outcome, type Variant, VARIANTS, isAllGo, tableOf } from './lib/variants.ts';
import { runSuite, startTarget } from './run.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = path.join(ROOT, 'reports');
const MATRIX = path.join(REPORTS, 'matrix');
/** What a run leaves; the next one would write over it. */
const LEFT = ['readiness.json', 'readiness.md', 'readiness.html', 'junit.xml', 'playwright', 'allure'];
const INTERRUPTED = 128;

function keepReports(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of LEFT) {
    const from = path.join(REPORTS, name);
    if (existsSync(from)) renameSync(from, path.join(folder, name));
  }
}

function readinessIn(folder: string): Outcome['readiness'] {
  const file = path.join(folder, 'readiness.json');
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as NonNullable<Outcome['readiness']>)
    : undefined;
}

async function whole({ name, target }: Variant): Promise<Outcome> {
  const started = performance.now();
  // A decision of an earlier run must not be taken for this one's.
  for (const left of LEFT) rmSync(path.join(REPORTS, left), { recursive: true, force: true });
  const exitCode = await runSuite([], { embedded: true, target });
  const folder = path.join(MATRIX, name);
  keepReports(folder);
  const readiness = readinessIn(folder);
  const seconds = (performance.now() - started) / 1000;
  return { name, exitCode, seconds, ...(readiness ? { readiness } : {}) };
}

/**
 * Runs everything against every variant.
 *
 * @returns 0 only when every run is GO
 */
export async function runMatrix(): Promise<number> {
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      interrupted = true;
    });
  rmSync(MATRIX, { recursive: true, force: true });
  const outcomes: Outcome[] = [];
  for (const [index, variant] of VARIANTS.entries()) {
    process.stdout.write(`\n── ${index + 1}/${VARIANTS.length} ${variant.name}\n`);
    const outcome = await whole(variant);
    outcomes.push(outcome);
    if (interrupted || outcome.exitCode > INTERRUPTED) break;
  }
  const table = tableOf(outcomes);
  writeFileSync(path.join(MATRIX, 'summary.md'), `# The suite against every variant\n\n${table}\n`);
  process.stdout.write(`\n${table}\n\n  Reports     ${path.relative(ROOT, MATRIX)}/\n`);
  return isAllGo(outcomes, VARIANTS.length) ? 0 : 1;
}

const PLAYWRIGHT = createRequire(import.meta.url).resolve('@playwright/test/cli');
/** What the session checks compare with. Whoever is not needed for it signs in when a check first asks. */
const HARVEST = ['--no-deps', '--project=harvest', '--reporter=dot'];
/** What depends on how somebody signs in; what changes people comes after it, alone. */
const SIGN_IN_AND_SESSION = [['waits', 'reads', 'pages'], ['disruptive']].map((projects) => ({
  part: projects.join('-'),
  args: [
    '--no-deps',
    ...projects.map((project) => `--project=${project}`),
    'e2e/session/',
    '--reporter=dot,junit',
  ],
}));

async function playwright(args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [PLAYWRIGHT, 'test', ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function signInAndSession({ name, target }: Variant): Promise<Counts> {
  const started = performance.now();
  const total: Counts = { passed: 0, failed: 0 };
  const running = await startTarget(target);
  try {
    const environment = embeddedEnvironment(readEnv(ROOT), parse(readFileSync(running.variables)));
    const harvested = await playwright(HARVEST, environment);
    for (const { part, args } of SIGN_IN_AND_SESSION) {
      const file = path.join(ROOT, '.cache', 'variants', `${name}-${part}.xml`);
      rmSync(file, { force: true }); // an old one must not speak for this run
      const code =
        harvested || (await playwright(args, { ...environment, PLAYWRIGHT_JUNIT_OUTPUT_FILE: file }));
      const counts = existsSync(file) ? countJUnit(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
      total.passed += counts.passed;
      total.failed += code === 0 && counts.passed > 0 ? counts.failed : Math.max(counts.failed, 1);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${name}: ${total.passed} passed, ${total.failed} failed (${seconds} s)\n`);
    return total;
  } finally {
    await running.stop();
  }
}

/** Sign-in and session in the variants that the run of everything does not meet. */
export async function runFurtherVariants(): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0 };
  for (const variant of VARIANTS.slice(1)) {
    const { passed, failed } = await signInAndSession(variant);
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}
