/** The processes that a proof starts, each in a group of its own, and the certainty that none of them stays. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Invalid } from './model.ts';

const KEPT_OUTPUT = 20_000;
/** A browser that closes on a busy machine takes its time, and killed it leaves its profile behind. */
const PATIENCE_MS = 15_000;

/** Preloaded: ends a process whose parent is gone. */
export const LEASH = path.join(import.meta.dirname, 'leash.mjs');

/**
 * What a process needs from the machine. Nothing else of the environment is passed on, so that no setting for a
 * deployment of the user's reaches a proof.
 */
export function machineEnvironment(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'TMPDIR',
    'LANG',
    'LD_LIBRARY_PATH',
    'SystemRoot',
    'PLAYWRIGHT_BROWSERS_PATH',
  ];
  const given = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { ...(Object.fromEntries(given) as Record<string, string>), PROOF_RUNNER: String(process.pid) };
}

const running = new Set<Child>();
/** Set when all is to end: nothing is started any more. */
let over = false;

/** A child process, with the group that it leads. */
export class Child {
  readonly process: ChildProcess;
  /** Resolves to how it ended, in words; never rejects. */
  readonly ended: Promise<string>;
  #output = '';

  constructor(
    command: string,
    args: readonly string[],
    { cwd, env }: { cwd: string; env: Record<string, string> },
  ) {
    if (over) throw new Invalid('the proof was ended');
    // Nothing else of what a caller has for options: Node would end a child by itself at a `timeout`.
    this.process = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.process.stdin?.on('error', () => undefined); // it ended before we closed it
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
      });
    running.add(this);
    this.ended = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(error.message));
      this.process.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });
    void this.ended.then(() => running.delete(this));
  }

  /** The last of both streams together. */
  get output(): string {
    return this.#output;
  }

  /** Sends a signal to the whole group. Returns whether anybody was there to get it. */
  signal(signal: NodeJS.Signals | 0): boolean {
    try {
      return this.process.pid !== undefined && process.kill(-this.process.pid, signal);
    } catch {
      return false;
    }
  }

  /** Ends the whole group, by force when it takes longer than a moment. */
  async end(): Promise<void> {
    this.signal('SIGTERM');
    const late = Date.now() + PATIENCE_MS;
    while (this.signal(0) && Date.now() < late) await sleep(25);
    await this.kill();
  }

  /** Ends the whole group by force. Nobody in it can refuse, so that only its leader is waited for. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Waits for its end, but no longer than so many milliseconds. */
  async endedWithin(milliseconds: number): Promise<boolean> {
    const timer = new AbortController();
    const late = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false);
    const over = await Promise.race([this.ended.then(() => true), late]);
    timer.abort();
    return over;
  }
}

/** The line of an output that says most of why it failed. */
export function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? 'nothing was said')
    .trim()
    .slice(0, 300);
}

/** Runs a command to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string>; timeout: number },
): Promise<{ ok: boolean; output: string }> {
  const child = new Child(command, args, options);
  const inTime = await child.endedWithin(options.timeout);
  if (!inTime) await child.kill();
  const ok = inTime && (await child.ended) === 'code 0';
  return { ok, output: inTime ? child.output : `no end within ${options.timeout / 1000} s` };
}

/** Ends every child at once: for a Ctrl-C. The targets among them clear up by themselves. */
export async function endAll(): Promise<void> {
  over = true;
  await Promise.all([...running].map((child) => child.end()));
}
