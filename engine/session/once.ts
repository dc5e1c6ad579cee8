/**
 * Work that a run does once, whichever worker asks for it first: a sign-in, the harvest.
 *
 * The first to ask claims the work with a file and does it; the others wait for what it leaves. A claim is never taken
 * over: what was begun and did not end is not tried again in the same run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 50;
/** Below the time limit of a test, so that the one who waits can still say what it waited for. */
const PATIENCE_MS = 80_000;

/** Whether the file was made by this call: then what it stands for is the caller's, and nobody else's. */
export function claims(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, String(process.pid), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function claimantLives(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === 0) return true; // made, and about to be written
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, and somebody else's
  }
}

/**
 * The outcome of the work, done here if nobody has claimed it yet.
 *
 * @param claim a file of this work and this run
 * @param outcome what the work left, for any process to read; undefined until then
 * @param work leaves the outcome
 * @returns undefined when whoever claimed the work is gone without an outcome, or takes longer than `patience` milliseconds
 */
export async function doOnce<T>(
  claim: string,
  outcome: () => T | undefined,
  work: () => Promise<void>,
  patience = PATIENCE_MS,
): Promise<T | undefined> {
  const known = outcome();
  if (known !== undefined) return known;
  if (claims(claim)) {
    await work();
    return outcome();
  }
  const end = Date.now() + patience;
  while (Date.now() < end) {
    // Asked in this order: the outcome may come between the two questions, and the end with it.
    const lives = claimantLives(claim);
    const left = outcome();
    if (left !== undefined || !lives) return left;
    await sleep(PAUSE_MS);
  }
  return undefined;
}
