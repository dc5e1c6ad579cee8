/** What the commands of this room and its neighbour share: they work in a snapshot, can be interrupted, and leave nothing. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Interruption } from './interruption.ts';
import { ProofError } from './model.ts';
import { endAll } from './processes.ts';
import { Snapshot } from './workspace.ts';

/**
 * Reads a command line in which the ids of an option may follow it one by one.
 *
 * @param Mistake what to throw, with exit code 2, for an argument that is not known or has no value
 */
export function parseCommand<const T extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: T,
  Mistake: typeof ProofError = ProofError,
) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Mistake(`${(error as Error).message.split(/\n|\. To /)[0]} (--help lists the options)`, 2);
  }
}

/**
 * Runs a command to its exit code, whatever becomes of it.
 *
 * @param read the options, or that help is wanted; throws ProofError for a mistake
 * @param work is given a snapshot of the clone, which goes in the end
 */
export async function runCommand<Options>(
  usage: string,
  read: () => Options | 'help',
  work: (options: Options, snapshot: Snapshot, interruption: Interruption) => Promise<number>,
): Promise<number> {
  const interruption = new Interruption();
  let snapshot: Snapshot | undefined;
  try {
    const options = read();
    if (options === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    snapshot = new Snapshot();
    const code = await work(options, snapshot, interruption);
    return interruption.exitCode ?? code;
  } catch (error) {
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    if (!(error instanceof ProofError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  } finally {
    await endAll();
    snapshot?.remove();
  }
}
