/** The packages: installed from the lock file when what is there was not installed from it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, SetupError } from './command.mjs';
import { say } from './report-lines.mjs';

/**
 * A short hash of the lock file.
 *
 * @param {string} root
 */
export function lockHash(root) {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex').slice(0, 16);
}

/**
 * npm's own record of what it installed, against the lock file: somebody may have run `npm ci` by hand. Packages for
 * other platforms are listed in the lock file and rightly absent.
 *
 * @param {string} root
 */
function installedMatchesLock(root) {
  try {
    /** @type {(file: string) => Record<string, { version?: string, optional?: boolean, peer?: boolean }>} */
    const packages = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
    const installed = packages('node_modules/.package-lock.json');
    return Object.entries(packages('package-lock.json')).every(
      ([name, wanted]) =>
        name === '' ||
        installed[name]?.version === wanted.version ||
        (!installed[name] && wanted.optional === true),
    );
  } catch {
    return false;
  }
}

/** npm as it was started, or the one on the PATH. @returns {[string, string[]]} */
function npm() {
  const entry = process.env.npm_execpath;
  return entry && path.basename(entry) === 'npm-cli.js' ? [process.execPath, [entry]] : ['npm', []];
}

/**
 * Installs the packages if need be.
 *
 * @param {string} root
 * @param {string} hash see {@link lockHash}
 * @throws {SetupError} when npm fails
 */
export async function ensureDependencies(root, hash) {
  const stamp = path.join(root, 'node_modules', '.bulkhead-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!installedMatchesLock(root)) {
    const [command, args] = npm();
    say('dependencies', 'npm ci …');
    const outcome = await run(
      command,
      [...args, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: root, timeout: 600_000 },
    );
    if (!outcome.ok) throw new SetupError(`npm ci failed: ${outcome.reason}`);
    say('dependencies', 'installed from package-lock.json', outcome.seconds);
  }
  writeFileSync(stamp, hash);
}
