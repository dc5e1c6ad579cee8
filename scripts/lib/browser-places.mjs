/** Where browsers are: Playwright's own, the system's, and the package manager that can bring one. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { reasonIn, run } from './command.mjs';

/**
 * @typedef {object} Tools what the search needs from the machine; tests bring their own
 * @property {(name: string) => string | undefined} playwrightPath where Playwright keeps the browser of that name, there or not
 * @property {(name: string) => Promise<import('./command.mjs').Outcome>} playwrightInstall
 * @property {(kind: 'headless' | 'full') => string[]} systemPaths existing executables, best first
 * @property {(kind: 'headless' | 'full') => Promise<{ ok: boolean, reason: string }>} installPackage headless: whichever is there; full: one that has all of a browser
 * @property {(file: string) => Promise<{ version?: string, reason?: string }>} version of a Chromium that opens a page, or why it does not
 */

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const FULL = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** @param {'headless' | 'full'} kind */
function fixedPlaces(kind) {
  if (kind === 'headless') return ['/usr/lib/chromium/chromium-headless-shell'];
  if (process.platform === 'darwin') {
    return [homedir(), ''].flatMap((base) => [
      `${base}/Applications/Chromium.app/Contents/MacOS/Chromium`,
      `${base}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
    ]);
  }
  return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const base = process.env[name];
    return base ? [path.join(base, 'Google', 'Chrome', 'Application', 'chrome.exe')] : [];
  });
}

/** @param {string} text */
const versionIn = (text) => /\d+(?:\.\d+)+/.exec(text)?.[0];

const SHOWN = '<p>a page</p>';
/** As Playwright starts it, as far as it matters here. */
const OPENING = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', `data:text/html,${SHOWN}`];

/** A machine without a message bus is complained about by every browser. @param {import('./command.mjs').Outcome} outcome */
function whyNot({ output, reason }) {
  const lines = output.split('\n').filter((line) => !line.includes(':ERROR:dbus/'));
  return reasonIn(lines.join('\n')) || reason || 'it shows nothing';
}

/**
 * The tools of this machine.
 *
 * @param {string} root the repository, with its packages installed
 * @returns {Tools}
 */
export function machineTools(root) {
  const load = createRequire(path.join(root, 'package.json'));
  return {
    playwrightPath(name) {
      // The public API knows no path for the headless shell, which is what Playwright itself starts.
      const { registry } = load('playwright-core/lib/coreBundle').registry;
      return registry.findExecutable(name)?.executablePath('javascript') ?? undefined;
    },
    playwrightInstall: (name) =>
      run(process.execPath, [path.join(root, 'node_modules', 'playwright', 'cli.js'), 'install', name], {
        timeout: 180_000,
      }),
    systemPaths(kind) {
      const names = kind === 'headless' ? ['chromium-headless-shell'] : FULL;
      const onPath = names.flatMap((name) =>
        (process.env.PATH ?? '').split(path.delimiter).map((directory) => path.join(directory, name)),
      );
      return [...new Set([...fixedPlaces(kind), ...onPath])].filter(isExecutable);
    },
    async installPackage(kind) {
      if (!existsSync('/usr/bin/apt-get')) return { ok: false, reason: 'no apt-get on this system' };
      /** @type {string[]} */
      const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      /** @param {string[]} args */
      const apt = (...args) => {
        const [command = '', ...rest] = [...prefix, 'apt-get', ...args];
        return run(command, rest, { timeout: 300_000, env });
      };
      const update = await apt('update');
      if (!update.ok) return update;
      const names = kind === 'headless' ? ['chromium-headless-shell', 'chromium'] : ['chromium'];
      let outcome = update;
      for (const name of names) {
        outcome = await apt('install', '-y', '--no-install-recommends', name);
        if (outcome.ok) break;
      }
      return outcome;
    },
    async version(file) {
      const outcome = await run(file, ['--version'], { timeout: 15_000 });
      const version = versionIn(outcome.output);
      if (!outcome.ok) return { reason: outcome.reason };
      if (!version) return { reason: '--version names no version' };
      // Many a browser that cannot run says its version all the same, and then fails in every test.
      const opened = await run(file, OPENING, { timeout: 30_000 });
      return opened.output.includes(SHOWN) ? { version } : { reason: `it opens no page: ${whyNot(opened)}` };
    },
  };
}
