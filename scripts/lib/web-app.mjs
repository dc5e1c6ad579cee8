/** The web app of the embedded target: built when its sources changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, SetupError } from './command.mjs';
import { say } from './report-lines.mjs';

/**
 * Names, sizes and times of the sources. The build looks at their contents; this only spares starting it.
 *
 * @param {string} folder
 * @param {string} lock
 */
function fingerprint(folder, lock) {
  const hash = createHash('sha256').update(lock);
  /** @param {string} directory */
  const visit = (directory) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      if (['dist', 'test', '.cache', 'node_modules'].includes(entry.name)) continue;
      const full = path.join(directory, entry.name);
      if (entry.isDirectory()) visit(full);
      else {
        const { size, mtimeMs } = statSync(full);
        hash.update(`${full}\0${size}\0${mtimeMs}\n`);
      }
    }
  };
  visit(folder);
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} lock hash of the lock file
 * @throws {SetupError} when the build fails
 */
export async function ensureWebApp(root, lock) {
  const folder = path.join(root, 'target', 'web');
  const stamp = path.join(root, '.cache', 'web-app');
  const current = fingerprint(folder, lock);
  const built = existsSync(path.join(folder, 'dist', 'index.html'));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  const outcome = await run(process.execPath, ['--import', 'tsx', path.join('target', 'web', 'build.ts')], {
    cwd: root,
    timeout: 180_000,
  });
  if (!outcome.ok)
    throw new SetupError(`the web app of the embedded target could not be built: ${outcome.reason}`);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, current);
  if (!built || !outcome.output.includes('unchanged')) say('web app', 'built', outcome.seconds);
}
