/**
 * One run of the suite: against the deployment that `APP_URL` names, a target that already runs here, or an embedded
 * target of its own, which it starts before and ends after, whatever happens in between.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';
import { embeddedEnvironment } from './lib/embedded.ts';
import { readEnv } from './lib/env.mjs';
import { findStandalone } from './lib/standalone.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** npm passes on a Ctrl-C that the terminal has already delivered: within this time both are one. */
const SAME_SIGNAL = 1000;
/** Reports by which a run is judged. */
const DECISION = ['readiness.json', 'readiness.md', 'readiness.html', 'junit.xml'];
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

export const USAGE = `Usage: npm run e2e [-- arguments of Playwright]

Runs the security suite and says whether the build may go to production (exit code 0 only on GO).
Without APP_URL, in the environment or .env, it starts the embedded application and ends it afterwards, or uses the
one of \`npm run target\` when that runs. The README explains every setting; .env.example lists them.

  npm run e2e                               everything
  npm run e2e -- --grep "cannot read"       some of it; such a run is PARTIAL and never GO
  npm run e2e -- --grep @isolation          one gate
  npm run e2e -- --all-pairs                every ordered pair of tenants, however many there are
  npm run e2e -- --headed | --ui            watch it
  npm run e2e -- --shard=1/2                one part of two
`;

/** Something is wrong that the user can mend; printed as one line. */
class RunError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface Target {
  /** `KEY=VALUE` file with addresses and accounts. */
  variables: string;
  stop(): Promise<void>;
}

/** Passes the first signal on once, to whatever is running; a later one ends everything at once. */
class Signals {
  #received: keyof typeof SIGNALS | undefined;
  #at = 0;
  #current: ChildProcess | undefined;

  constructor() {
    for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) {
      process.on(name, () => this.#handle(name));
    }
  }

  #handle(name: keyof typeof SIGNALS): void {
    if (this.#received === undefined) {
      this.#received = name;
      this.#at = Date.now();
      if (this.#current) signalGroup(this.#current, name);
    } else if (Date.now() - this.#at > SAME_SIGNAL && this.#current) {
      signalGroup(this.#current, 'SIGKILL');
    }
  }

  /** The exit code that tells of a signal, when there was one. */
  get exitCode(): number | undefined {
    return this.#received && 128 + SIGNALS[this.#received];
  }

  follow(child: ChildProcess | undefined): void {
    this.#current = child;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // already gone
  }
}

/**
 * Starts the embedded target; its own messages go straight to the user.
 *
 * @param wanted how it is to be, over what the environment and `.env` say
 */
export async function startTarget(wanted: Readonly<Record<string, string>> = {}): Promise<Target> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'target/start.ts', '--mode=run'], {
    cwd: ROOT,
    env: { ...process.env, ...wanted },
    stdio: ['pipe', 'pipe', 'inherit'],
    // Not in the terminal's group: the suite still needs it while it finishes after a Ctrl-C.
    detached: true,
  });
  child.stdin.on('error', () => undefined); // it ended before we closed it
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const stop = async (): Promise<void> => {
    child.stdin.end(); // the launcher's sign to clear up
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await exited;
    clearTimeout(late);
  };
  let output = '';
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((candidate) => candidate.startsWith('{"ready":true'));
      if (line && output.endsWith('\n')) resolve(line);
    });
  });
  const first = await Promise.race([ready, exited]);
  if (typeof first !== 'string') {
    throw new RunError('the embedded target did not start; nothing was tested', first[0] || 1);
  }
  const { variables, seconds } = JSON.parse(first) as { variables: string; seconds: number };
  process.stdout.write(`target  embedded, ready after ${seconds.toFixed(1)} s\n`);
  return { variables, stop };
}

/** A target in this clone: the one that a person started, or a new one; always a new one where it is said how it must be. */
async function embeddedTarget(
  settings: Record<string, string>,
  wanted: Readonly<Record<string, string>> | undefined,
): Promise<Target> {
  if (wanted) return startTarget(wanted);
  const standalone = settings.CI ? undefined : await findStandalone(path.join(ROOT, '.target'));
  if (standalone?.problem) throw new RunError(standalone.problem, 1);
  if (standalone) {
    process.stdout.write(`target  using the one that runs at ${standalone.url} (npm run target)\n`);
    return { variables: standalone.variables, stop: () => Promise.resolve() };
  }
  return startTarget();
}

async function runEngine(args: string[], env: NodeJS.ProcessEnv, signals: Signals): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'engine/cli/run.ts', ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
    // In a group of its own it gets each signal once, from us.
    detached: true,
  });
  signals.follow(child);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  signals.follow(undefined);
  return code ?? (signal ? 1 : 0);
}

/**
 * Runs the suite with Playwright's arguments.
 *
 * @param options.embedded use the embedded target even when the settings name a deployment
 * @param options.target how the embedded target is to be
 * @returns the exit code: 0 only when the decision is GO
 */
export async function runSuite(
  args: string[],
  options: { embedded?: boolean; target?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  const signals = new Signals();
  let target: Target | undefined;
  // The decision of an earlier run must not be taken for this one's, whatever becomes of it.
  for (const name of DECISION) rmSync(path.join(ROOT, 'reports', name), { force: true });
  try {
    const settings = readEnv(ROOT);
    if (options.embedded || !settings.APP_URL) target = await embeddedTarget(settings, options.target);
    if (signals.exitCode !== undefined) return signals.exitCode;
    const own = target && existsSync(target.variables) ? parse(readFileSync(target.variables)) : {};
    // A variable of the user's counts more, so that one account of the embedded target can be replaced.
    const environment = options.embedded
      ? embeddedEnvironment(settings, own)
      : { ...process.env, ...own, ...settings };
    return await runEngine(args, environment, signals);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof RunError ? error.exitCode : 1;
  } finally {
    await target?.stop();
  }
}
