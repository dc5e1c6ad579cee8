/**
 * What a running target leaves on disk: for the suite that uses it, and for the start that clears up after it was
 * killed. The directory is 0700 and its files 0600, because passwords are among them.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeProcess, endProcess, isRunning } from '../postgres/processes.ts';
import { LauncherError, type Mode } from './options.ts';

/** `.target/state.json`. */
export interface TargetState {
  mode: Mode;
  /** Whether all services answered; false while it starts. */
  ready: boolean;
  ownerPid: number;
  startedAt: string;
  urls: { app: string; api: string; idp: string };
  pids: Record<string, number>;
  /** Start times of the processes, so that a recycled id is not taken for one of them. */
  stamps: Record<string, string | undefined>;
}

/** Writes a file that only its owner may read, in one step. */
export function writePrivately(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}

const fileIn = (directory: string): string => path.join(directory, 'state.json');

/** The state in a directory, or `undefined` when there is none that can be read. */
export function readState(directory: string): TargetState | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(directory), 'utf8')) as TargetState;
  } catch {
    return undefined;
  }
}

/** Whether the launcher that wrote the state still runs. */
export function ownerRuns(state: TargetState): boolean {
  return isRunning({ pid: state.ownerPid, stamp: state.stamps.owner });
}

/** Ends the services of a launcher that was killed. Returns how many there were. */
async function endLeftovers(state: TargetState): Promise<number> {
  const services = Object.entries(state.pids).filter(([name]) => name !== 'postgres'); // it has its own record
  const running = services
    .map(([name, pid]) => ({ pid, stamp: state.stamps[name] }))
    .filter((record) => record.stamp !== undefined && isRunning(record));
  await Promise.all(
    running.map((record) =>
      endProcess(record, [
        ['SIGTERM', 2000],
        ['SIGKILL', 2000],
      ]),
    ),
  );
  return running.length;
}

/** The state of this process while it runs. */
export class StateFile {
  readonly #directory: string;
  #state: TargetState;

  private constructor(directory: string, state: TargetState) {
    this.#directory = directory;
    this.#state = state;
  }

  /**
   * Takes the directory for this process, after clearing up behind one that was killed.
   *
   * @throws LauncherError when another target of this directory runs
   */
  static async take(directory: string, mode: Mode): Promise<StateFile> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    const before = readState(directory);
    if (before && ownerRuns(before)) throw new LauncherError(StateFile.#refusal(before));
    if (before) await endLeftovers(before);
    rmSync(fileIn(directory), { force: true });
    const owner = describeProcess(process.pid);
    const state: TargetState = {
      mode,
      ready: false,
      ownerPid: owner.pid,
      startedAt: new Date().toISOString(),
      urls: { app: '', api: '', idp: '' },
      pids: {},
      stamps: { owner: owner.stamp },
    };
    try {
      writeFileSync(fileIn(directory), JSON.stringify(state), { mode: 0o600, flag: 'wx' });
    } catch {
      throw new LauncherError('another start of the embedded target in this clone is under way');
    }
    return new StateFile(directory, state);
  }

  static #refusal(state: TargetState): string {
    const since = `process ${state.ownerPid}, since ${state.startedAt}`;
    return state.mode === 'standalone'
      ? `the target of this clone already runs (${since})${state.urls.app ? ` at ${state.urls.app}` : ''}; end it with Ctrl-C in its terminal, or use it`
      : `a run of the suite is using the embedded target of this clone (${since}); wait for it to end`;
  }

  /** Adds to the state, on disk too. */
  update(
    change: Partial<Pick<TargetState, 'ready' | 'urls'>> & { process?: { name: string; pid: number } },
  ): void {
    const { process: added, ...rest } = change;
    Object.assign(this.#state, rest);
    if (added) {
      this.#state.pids[added.name] = added.pid;
      this.#state.stamps[added.name] = describeProcess(added.pid).stamp;
    }
    writePrivately(fileIn(this.#directory), `${JSON.stringify(this.#state, null, 2)}\n`);
  }

  /** Removes the state and what lies beside it that is of use only while the target runs. */
  remove(companions: string[]): void {
    for (const each of [...companions, fileIn(this.#directory)])
      rmSync(each, { recursive: true, force: true });
  }
}
