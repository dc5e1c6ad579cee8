/**
 * The browsers: found once, remembered in `.cache/browsers.json`, looked for again when the answer could differ.
 *
 * The suite reads that file. A browser that was asked for and is not there stays in it with the reason, so that a run
 * without it can say that it is incomplete.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isExecutable, machineTools } from './browser-places.mjs';
import { SetupError } from './command.mjs';
import { say } from './report-lines.mjs';

/**
 * @typedef {'environment' | 'playwright' | 'system' | 'package'} Kind
 * @typedef {object} Browser
 * @property {boolean} available
 * @property {Kind} [kind]
 * @property {string} [executablePath]
 * @property {string} [fullExecutablePath] a Chromium that has all of a browser: a window for `--headed`, the back/forward cache
 * @property {string} [fullReason] why there is none
 * @property {string} [version]
 * @property {string} [reason] why it is not available
 *
 * @typedef {object} Failure
 * @property {string} lock
 * @property {number} at
 * @property {string} reason
 *
 * @typedef {object} BrowserRecord
 * @property {string} request what was asked for; another question needs another answer
 * @property {Record<string, Browser>} browsers
 * @property {Record<string, Failure>} failed installations not worth trying again for a day
 */

export const KNOWN = ['chromium', 'firefox', 'webkit'];
const DAY = 24 * 60 * 60 * 1000;
const INSTALLED_SHELL = 'chromium-headless-shell';
const FULL_PACKAGE = 'package manager, full chromium';

/**
 * The browsers that `BROWSERS` asks for.
 *
 * @param {Record<string, string>} settings
 * @throws {SetupError} for a name that Playwright does not know
 */
export function requestedBrowsers(settings) {
  const names = (settings.BROWSERS ?? 'chromium')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const unknown = names.find((name) => !KNOWN.includes(name));
  if (unknown) throw new SetupError(`BROWSERS: "${unknown}" is not one of ${KNOWN.join(', ')}`, 2);
  return names.length > 0 ? [...new Set(names)] : ['chromium'];
}

/** @param {string} file @returns {BrowserRecord} */
function readRecord(file) {
  try {
    return { request: '', browsers: {}, failed: {}, ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return { request: '', browsers: {}, failed: {} };
  }
}

/** @param {string} file @param {BrowserRecord} record */
function writeRecord(file, record) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

/** @param {BrowserRecord} record @param {string} lock @param {string} attempt */
function recentFailure(record, lock, attempt) {
  const before = record.failed[attempt];
  return before && before.lock === lock && Date.now() - before.at < DAY ? before : undefined;
}

/**
 * One search, with what it learned about failing installations.
 *
 * @param {import('./browser-places.mjs').Tools} tools
 * @param {BrowserRecord} record
 * @param {string} lock
 */
function search(tools, record, lock) {
  /** @param {string} attempt @param {string} result @param {number} [seconds] */
  const tell = (attempt, result, seconds) => say('browser', `${attempt}: ${result}`, seconds);

  /** @param {Kind} kind @param {string} file @param {string} attempt @returns {Promise<Browser | undefined>} */
  const tried = async (kind, file, attempt) => {
    const { version, reason } = await tools.version(file);
    tell(attempt, version ? `${file}, version ${version}` : `${file} does not start: ${reason}`);
    return version ? { available: true, kind, executablePath: file, version } : undefined;
  };

  /**
   * One installation, once a day at most when it fails.
   *
   * @param {string} attempt
   * @param {() => Promise<{ ok: boolean, reason: string, seconds?: number }>} action
   * @returns {Promise<string | undefined>} why it failed
   */
  const oncePerDay = async (attempt, action) => {
    const before = recentFailure(record, lock, attempt);
    if (before) {
      tell(attempt, `failed within the last day (${before.reason}), not tried again`);
      return before.reason;
    }
    const outcome = await action();
    tell(attempt, outcome.ok ? 'done' : `failed: ${outcome.reason}`, outcome.seconds);
    delete record.failed[attempt];
    if (!outcome.ok) record.failed[attempt] = { lock, at: Date.now(), reason: outcome.reason };
    return outcome.ok ? undefined : outcome.reason;
  };

  /** @param {string} name */
  const install = (name) => oncePerDay(`playwright install ${name}`, () => tools.playwrightInstall(name));

  /** The installed Chromium of Playwright, headless shell first. @param {string} attempt */
  const ownChromium = async (attempt) => {
    const files = [INSTALLED_SHELL, 'chromium'].map((name) => tools.playwrightPath(name));
    const file = files.find((candidate) => candidate && isExecutable(candidate));
    if (file) return tried('playwright', file, attempt);
    tell(attempt, 'not installed');
    return undefined;
  };

  /** @param {Kind} kind @param {string} attempt */
  const systemChromium = async (kind, attempt) => {
    const files = [...tools.systemPaths('headless'), ...tools.systemPaths('full')];
    for (const file of files) {
      const browser = await tried(kind, file, attempt);
      if (browser) return browser;
    }
    if (files.length === 0) tell(attempt, 'none found');
    return undefined;
  };

  return {
    /** @param {string | undefined} chosen value of CHROMIUM_PATH @returns {Promise<Browser>} */
    async chromium(chosen) {
      if (chosen) {
        if (!isExecutable(chosen))
          throw new SetupError(`CHROMIUM_PATH: ${chosen} is not an executable file`, 2);
        const { version, reason } = await tools.version(chosen);
        if (!version) throw new SetupError(`CHROMIUM_PATH: ${chosen} does not start: ${reason}`, 2);
        tell('CHROMIUM_PATH', `${chosen}, version ${version}`);
        return { available: true, kind: 'environment', executablePath: chosen, version };
      }
      const own = await ownChromium("Playwright's own");
      if (own) return own;
      const refused = await install('chromium');
      const installed = refused === undefined ? await ownChromium('installed by Playwright') : undefined;
      const system = installed ?? (await systemChromium('system', "the system's"));
      if (system) return system;
      const brought = await tools.installPackage('headless');
      tell('package manager', brought.ok ? 'done' : `failed: ${brought.reason}`);
      const packaged = brought.ok ? await systemChromium('package', 'from the package manager') : undefined;
      if (packaged) return packaged;
      throw new SetupError(
        'no Chromium found or installed; set CHROMIUM_PATH in .env to the executable of one',
      );
    },

    /**
     * A Chromium that has all of a browser, which a headless shell has not.
     *
     * @param {Browser} found what `chromium` found
     * @returns {Promise<Pick<Browser, 'fullExecutablePath' | 'fullReason'>>}
     */
    async full({ kind, executablePath }) {
      /** @param {string} attempt @param {(string | undefined)[]} files */
      const firstOf = async (attempt, files) => {
        for (const file of files)
          if (file && isExecutable(file) && (await tried('system', file, attempt))) return file;
        return undefined;
      };
      const places = () => [tools.playwrightPath('chromium'), ...tools.systemPaths('full')];
      const chosen = kind === 'environment' && !executablePath?.includes('headless') ? [executablePath] : [];
      const there = await firstOf('full chromium', [...chosen, ...places()]);
      if (there) return { fullExecutablePath: there };
      // Of Playwright's own only the shell may have been installed; where Playwright's fails, it failed just now.
      const refused = kind === 'playwright' ? await install('chromium') : undefined;
      const reason =
        kind === 'playwright' && refused === undefined
          ? undefined
          : await oncePerDay(FULL_PACKAGE, () => tools.installPackage('full'));
      const brought = reason === undefined ? await firstOf('full chromium', places()) : undefined;
      if (brought) return { fullExecutablePath: brought };
      const fullReason = reason ?? refused ?? 'installed, but its executable does not start';
      record.failed[FULL_PACKAGE] ??= { lock, at: Date.now(), reason: fullReason };
      return { fullReason };
    },

    /** @param {string} name @returns {Promise<Browser>} */
    async other(name) {
      const file = tools.playwrightPath(name);
      const there = () => file !== undefined && isExecutable(file);
      const reason = there() ? undefined : await install(name);
      if (there()) return { available: true, kind: 'playwright', executablePath: file };
      return { available: false, reason: reason ?? 'installed, but its executable is not there' };
    },
  };
}

/**
 * Makes sure that the browsers asked for are there, and writes down what is.
 *
 * @param {string} root
 * @param {string} lock hash of the lock file: another Playwright wants other browsers
 * @param {Record<string, string>} settings environment over `.env`
 * @param {import('./browser-places.mjs').Tools} [tools]
 * @throws {SetupError} when there is no Chromium, or a setting is wrong
 */
export async function ensureBrowsers(root, lock, settings, tools = machineTools(root)) {
  const names = requestedBrowsers(settings);
  const file = path.join(root, '.cache', 'browsers.json');
  const record = readRecord(file);
  const request = [
    lock,
    names.join(),
    settings.CHROMIUM_PATH ?? '',
    settings.PLAYWRIGHT_BROWSERS_PATH ?? '',
  ].join('|');
  const known = record.request === request ? record.browsers : {};
  /** @type {Record<string, Browser>} */
  const browsers = {};
  const found = search(tools, record, lock);
  let changed = false;
  try {
    for (const name of names) {
      const before = known[name];
      const full = before?.fullExecutablePath;
      const whole =
        name !== 'chromium' || (full ? isExecutable(full) : recentFailure(record, lock, FULL_PACKAGE));
      if (before?.available && before.executablePath && isExecutable(before.executablePath) && whole) {
        browsers[name] = before;
        continue;
      }
      changed = true;
      const browser = await (name === 'chromium'
        ? found.chromium(settings.CHROMIUM_PATH)
        : found.other(name));
      if (name === 'chromium') Object.assign(browser, await found.full(browser));
      if (!browser.available) say('browser', `${name} is asked for and not installed: ${browser.reason}`);
      browsers[name] = browser;
    }
  } finally {
    if (changed) writeRecord(file, { request, browsers, failed: record.failed });
  }
}
