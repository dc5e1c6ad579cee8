/** Runs parts of the suite in a workspace, one after the other, and takes the time. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Child, lastLine, LEASH, machineEnvironment } from '../proof/processes.ts';
import { withoutSecrets } from '../proof/secrets.ts';
import { PLAYWRIGHT } from '../proof/suite.ts';
import { BenchError } from './model.ts';

const LIMIT_MS = 3_600_000;

/** The gates whose checks of the API grow with the tenants; what only reads in the others is the same for one tenant as for many. */
export const READ_GATES: readonly string[] = ['isolation', 'access'];

/** The parts of the suite that are measured, or that prepare it, as arguments of Playwright. */
export const PARTS = {
  signIn: ['--project=sign-in'],
  harvest: ['--project=harvest'],
  reads: ['--project=reads', ...READ_GATES.map((gate) => `e2e/${gate}/api.spec.ts`)],
  changes: ['--project=changes'],
} as const;

export interface Ran {
  seconds: number;
  tests: number;
  /** Checks of the plan that were settled, the sensors' own not among them. */
  checks: number;
  notPassed: number;
  /** Why the first that did not pass did not. */
  example?: string;
}

interface CheckRecord {
  cellId: string;
  verdict: string;
  reason?: string;
  findings: { expected: string; seen: string }[];
}

interface Facts {
  passed: number;
  failed: number;
  problems: { title: string; message: string }[];
  errors: string[];
}

function recordsIn(folder: string): CheckRecord[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as CheckRecord),
  );
}

/**
 * Runs a part of the suite, without what it depends on.
 *
 * @param variables what the suite needs to know of the target, and its settings
 * @throws BenchError when it breaks off
 */
export async function runPart(
  folder: string,
  variables: Record<string, string>,
  part: readonly string[],
): Promise<Ran> {
  const account = path.join(folder, 'reports', '.run');
  const records = path.join(account, 'records');
  rmSync(account, { recursive: true, force: true });
  mkdirSync(records, { recursive: true });
  const started = performance.now();
  const child = new Child(
    process.execPath,
    ['--import', LEASH, PLAYWRIGHT, 'test', ...part, '--no-deps', '--reporter=./engine/report/reporter.ts'],
    { cwd: folder, env: { ...machineEnvironment(), ...variables } },
  );
  if (!(await child.endedWithin(LIMIT_MS))) await child.end();
  const seconds = (performance.now() - started) / 1000;
  const file = path.join(account, 'playwright.json');
  const facts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Facts) : undefined;
  const broken = facts?.errors[0] ?? (facts ? undefined : lastLine(child.output));
  if (!facts || broken !== undefined)
    throw new BenchError(`${part.join(' ')} broke off: ${withoutSecrets(broken ?? '', variables)}`);
  const own = recordsIn(records).filter(({ cellId }) => !cellId.includes('/watch/'));
  const open = own.filter(({ verdict }) => verdict !== 'passed');
  const example =
    open[0]?.reason ?? open[0]?.findings[0]?.seen ?? facts.problems[0]?.message ?? facts.problems[0]?.title;
  return {
    seconds,
    tests: facts.passed + facts.failed,
    checks: own.length,
    notPassed: Math.max(open.length, facts.failed),
    ...(example === undefined ? {} : { example: withoutSecrets(example, variables) }),
  };
}

/** Runs a part that everything after it stands on. @throws BenchError when not all of it passes */
export async function prepare(
  folder: string,
  variables: Record<string, string>,
  part: readonly string[],
): Promise<Ran> {
  const ran = await runPart(folder, variables, part);
  if (ran.tests === 0 || ran.notPassed > 0)
    throw new BenchError(`${part.join(' ')} did not pass: ${ran.example ?? 'no test was found'}`);
  return ran;
}
