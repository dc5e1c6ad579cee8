/** Git, as it reads patches and lists files. */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { machineEnvironment } from './processes.ts';

/**
 * Runs git in a folder. A clone that belongs to somebody else is read all the same: nothing of it is executed.
 *
 * @param options.alone take the folder for itself, not for a part of the repository around it: there, `git apply` would
 *   pass over every file of the patch without a word
 * @param options.input what it reads
 * @throws Error with the first line that git said
 */
export function git(
  folder: string,
  args: readonly string[],
  options: { alone?: boolean; input?: string } = {},
): string {
  const env = {
    ...machineEnvironment(),
    LC_ALL: 'C',
    ...(options.alone ? { GIT_CEILING_DIRECTORIES: path.dirname(realpathSync(folder)) } : {}),
  };
  try {
    return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      input: options.input ?? '',
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const [line = message] = (stderr ?? '').split('\n').filter(Boolean);
    throw new Error(line.replace(/^(?:error|fatal): /, ''), { cause: error });
  }
}
