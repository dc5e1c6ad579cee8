/**
 * Telling one process from another, and ending it.
 *
 * A process id alone proves nothing: the system gives it to somebody else as soon as it is free. So every record
 * that outlives its writer keeps the start time beside the id, and nothing is ended unless both still agree.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process as a record on disk remembers it. */
export interface ProcessRecord {
  pid: number;
  /** Start time as the system counts it; absent where the system would not say. */
  stamp?: string | undefined;
}

function ps(pid: number, columns: string): string | undefined {
  try {
    return execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined; // no such process
  }
}

/**
 * The start time of a running process, as an opaque string, or `undefined` when there is none. One that has ended
 * and was not yet collected by its parent counts as ended: in a container without an init it stays so for ever.
 */
export function startStamp(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the name in parentheses and may itself hold spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  const line = ps(pid, 'stat=,lstart=');
  if (!line || line.startsWith('Z')) return undefined;
  return line.replace(/^\S+\s+/, '');
}

/** The command line of a running process, arguments separated by spaces; empty when there is none. */
export function commandLine(pid: number): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return '';
    }
  }
  return ps(pid, 'command=') ?? '';
}

/** What to write down about a process so that it can be recognised later. */
export function describeProcess(pid: number): ProcessRecord {
  return { pid, stamp: startStamp(pid) };
}

/** Whether the very process that was written down still runs. */
export function isRunning(record: ProcessRecord): boolean {
  const stamp = startStamp(record.pid);
  return stamp !== undefined && (record.stamp === undefined || record.stamp === stamp);
}

/**
 * Sends the signals one after another, each with its patience in milliseconds, until the process is gone.
 * Resolves to whether it is.
 */
export async function endProcess(
  record: ProcessRecord,
  steps: readonly (readonly [signal: NodeJS.Signals, patience: number])[],
): Promise<boolean> {
  const target = { pid: record.pid, stamp: record.stamp ?? startStamp(record.pid) };
  for (const [signal, patience] of steps) {
    if (!isRunning(target)) return true;
    try {
      process.kill(target.pid, signal);
    } catch {
      return !isRunning(target); // gone in between, or not ours to signal
    }
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!isRunning(target)) return true;
      await sleep(20);
    }
  }
  return !isRunning(target);
}
