/** The target of one trial, started as a command and ended with it. */
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { Invalid } from './model.ts';
import { Child, lastLine, machineEnvironment } from './processes.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const ADDRESSES = ['APP_URL', 'API_URL', 'AUTH0_DOMAIN'];

export interface Target {
  /** What the suite needs to know of it: addresses and accounts. */
  variables: Record<string, string>;
  /** What it last said of itself, where a part of it ended. */
  complaint(): string | undefined;
  stop(): Promise<void>;
}

/** A proof runs against its own target on this machine and against nothing else. */
function isLoopback(address: string | undefined): boolean {
  if (address === undefined || !URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1';
}

/**
 * Starts the target of a workspace; once more where another process, that of the trial beside it perhaps, took one of its
 * ports between the choice and the use.
 *
 * @param settings of the target, where it is not to be as always
 * @throws Invalid when it does not come up
 */
export async function startTarget(folder: string, settings: Record<string, string> = {}): Promise<Target> {
  try {
    return await start(folder, settings);
  } catch (error) {
    if (!(error instanceof Invalid && error.message.includes('EADDRINUSE'))) throw error;
    return start(folder, settings);
  }
}

async function start(folder: string, settings: Record<string, string>): Promise<Target> {
  const child = new Child(process.execPath, ['--import', 'tsx', 'target/start.ts', '--mode=run'], {
    cwd: folder,
    env: { ...machineEnvironment(), ...settings },
  });
  const stop = async (): Promise<void> => {
    child.process.stdin?.end(); // the launcher's sign to clear up
    if (!(await child.endedWithin(STOP_TIMEOUT_MS))) await child.kill();
  };
  const ready = new Promise<string>((resolve) => {
    child.process.stdout?.on('data', () => {
      const line = child.output
        .split('\n')
        .find((each) => each.startsWith('{"ready":true') && each.endsWith('}'));
      if (line) resolve(line);
    });
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), START_TIMEOUT_MS);
  const tooLate = new Promise<undefined>((resolve) => {
    late.signal.addEventListener('abort', () => resolve(undefined));
  });
  const line = await Promise.race([ready, child.ended.then(() => undefined), tooLate]);
  clearTimeout(timer);
  const complaints = (): string[] =>
    child.output.split('\n').flatMap((each) => (each.startsWith('target: ') ? [each.slice(8)] : []));
  if (line === undefined) {
    const reason = complaints().at(-1) ?? lastLine(child.output);
    await stop();
    throw new Invalid(`the target does not start: ${reason.slice(0, 300)}`);
  }
  const variables = parse(readFileSync((JSON.parse(line) as { variables: string }).variables));
  const stranger = ADDRESSES.find((name) => !isLoopback(variables[name]));
  if (stranger !== undefined) {
    await stop();
    throw new Invalid(`the target is not on this machine: ${stranger}`);
  }
  return { variables, complaint: () => complaints().at(-1), stop };
}
