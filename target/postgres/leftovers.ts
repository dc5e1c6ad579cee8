/** Servers and data directories whose owner was killed before it could clear up. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { removeInstance } from './cluster.ts';
import {
  commandLine,
  describeProcess,
  endProcess,
  isRunning,
  type ProcessRecord,
  startStamp,
} from './processes.ts';

/** The server on a data directory, if it runs; recognised by that directory on its own command line. */
function serverOn(data: string): ProcessRecord | undefined {
  try {
    const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return pid > 1 && commandLine(pid).includes(`-D ${data} `) ? describeProcess(pid) : undefined;
  } catch {
    return undefined;
  }
}

function ownerIsGone(directory: string, pid: number): boolean {
  try {
    const record = JSON.parse(readFileSync(path.join(directory, 'owner.json'), 'utf8')) as ProcessRecord;
    return !isRunning(record);
  } catch {
    return startStamp(pid) === undefined; // killed before it could write, or still about to
  }
}

/**
 * Ends the servers of owners that are gone and removes their data. Returns how many there were.
 *
 * @param root the runtime directory
 */
export async function clearLeftovers(root: string): Promise<number> {
  if (!existsSync(root)) return 0;
  let cleared = 0;
  for (const name of readdirSync(root)) {
    const directory = path.join(root, name);
    const instance = /^data-(\d+)-[0-9a-f]+$/.exec(name);
    const draft = /\.(\d+)(?:\.old)?\.draft$/.exec(name);
    if (instance && ownerIsGone(directory, Number(instance[1]))) {
      const server = serverOn(path.join(directory, 'data'));
      // Its data goes anyway, so it need not write them down first.
      if (
        server &&
        !(await endProcess(server, [
          ['SIGQUIT', 3000],
          ['SIGKILL', 2000],
        ]))
      )
        continue;
      await removeInstance({ directory });
      cleared += 1;
    } else if (draft && startStamp(Number(draft[1])) === undefined) {
      await rm(directory, { recursive: true, force: true });
    }
  }
  return cleared;
}
