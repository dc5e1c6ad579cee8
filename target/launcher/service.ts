/** One child process of the target: started, waited for, watched, ended. */
import { spawn } from 'node:child_process';
import { describeProcess, endProcess, type ProcessRecord } from '../postgres/processes.ts';
import { LauncherError } from './options.ts';

/** Preloaded, so that a service finds the others under their names. */
const NAMES = new URL('localhost-names.mjs', import.meta.url).href;

export interface Service {
  name: string;
  process: ProcessRecord;
  /** Resolves once the service said that it is ready; rejects with one line when it ended or took too long. */
  ready: Promise<void>;
  /** Resolves with one line when the process has ended, for whatever reason. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/** What a process needs from the machine; everything else it is told. */
function machineEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env;
  return { PATH, HOME, TMPDIR, SystemRoot, NODE_ENV: 'production', TZ: 'UTC' };
}

const translatedBy = (entry: string): string[] =>
  entry.endsWith('.ts') ? ['--import', 'tsx'] : ['--enable-source-maps'];

/** The line of an error output that says most. */
function essence(lines: string[]): string {
  const telling =
    lines.find((line) => /^\s*(?:Uncaught )?\w*Error\b[^:]*:/.test(line)) ??
    lines.find((line) => /Error\b|EADDRINUSE|ENOENT/.test(line) && !/^\s*at /.test(line));
  return (telling ?? lines.filter((line) => line.trim() !== '').at(-1) ?? '').trim().slice(0, 300);
}

/**
 * Starts `entry`, a file that Node runs or tsx translates. The child is in a group of its own, so that Ctrl-C reaches the
 * launcher alone, and ends by itself when the launcher's end of its standard input is closed.
 *
 * @param environment all variables that it gets besides the machine's
 * @param options.timeout milliseconds to become ready
 */
export function startService(
  name: string,
  entry: string,
  environment: Record<string, string>,
  options: { cwd: string; timeout?: number },
): Service {
  const timeout = options.timeout ?? 30_000;
  const child = spawn(process.execPath, [...translatedBy(entry), '--import', NAMES, entry], {
    cwd: options.cwd,
    env: { ...machineEnvironment(), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    errors.push(...chunk.toString().split('\n'));
    errors.splice(0, errors.length - 40);
  });
  child.stdin.on('error', () => undefined); // it ended before we closed it
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      const reason = essence(errors);
      resolve(`${name} ended with ${signal ?? `code ${code}`}${reason ? `: ${reason}` : ''}`);
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      const reason = essence(errors);
      reject(
        new LauncherError(`${name} is not ready after ${timeout / 1000} s${reason ? `: ${reason}` : ''}`),
      );
    }, timeout);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < 10_000) output += chunk.toString();
      if (!output.includes('"ready":true')) return;
      clearTimeout(timer);
      resolve();
    });
    void ended.then((line) => {
      clearTimeout(timer);
      reject(new LauncherError(line));
    });
  });
  ready.catch(() => undefined); // whoever waits for it hears of it; a stop in between need not
  const record = describeProcess(child.pid ?? 0);
  return {
    name,
    process: record,
    ready,
    ended,
    async stop() {
      child.stdin.end();
      if (child.pid === undefined) return;
      await endProcess(record, [
        ['SIGTERM', 1500],
        ['SIGKILL', 2000],
      ]);
    },
  };
}
