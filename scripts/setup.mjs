/**
 * The set-up: makes a fresh clone ready to run, and costs nothing when it is. Plain JavaScript without packages,
 * because it is what installs them. Also a command: `node scripts/setup.mjs`.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowsers } from './lib/browsers.mjs';
import { SetupError } from './lib/command.mjs';
import { ensureDependencies, lockHash } from './lib/dependencies.mjs';
import { readEnv } from './lib/env.mjs';
import { takeNoArguments } from './lib/usage.mjs';
import { ensureWebApp } from './lib/web-app.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @returns {never} */
function giveUp(/** @type {unknown} */ error) {
  process.stderr.write(`set-up failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof SetupError ? error.exitCode : 1);
}

/**
 * Installs, finds and builds what is missing. Ends the process with one line when that fails.
 *
 * @param {{ browsers?: boolean, webApp?: boolean }} [needs] what the command at hand can do without
 */
export async function setUp({ browsers = true, webApp = true } = {}) {
  try {
    if (!existsSync(path.join(ROOT, 'package-lock.json'))) {
      throw new SetupError('package-lock.json is missing; the clone is incomplete');
    }
    const lock = lockHash(ROOT);
    await ensureDependencies(ROOT, lock);
    const steps = [
      browsers ? ensureBrowsers(ROOT, lock, readEnv(ROOT)) : undefined,
      webApp ? ensureWebApp(ROOT, lock) : undefined,
    ];
    // Both are waited for, so that a failure of one leaves no half-done work of the other behind.
    const failed = (await Promise.allSettled(steps)).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  } catch (error) {
    giveUp(error);
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  takeNoArguments(`Usage: npm run setup

Installs the packages, finds or installs the browsers, and builds the web application of the embedded target: whatever of it
is missing. Every other command does so first. CHROMIUM_PATH in .env names a browser that is there already.
`);
  await setUp();
}
