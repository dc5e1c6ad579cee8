import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { Tools } from '../lib/browser-places.mjs';
import { machineTools } from '../lib/browser-places.mjs';
import { ensureBrowsers, requestedBrowsers } from '../lib/browsers.mjs';

interface Entry {
  available: boolean;
  kind?: string;
  executablePath?: string;
  fullExecutablePath?: string;
  fullReason?: string;
  version?: string;
  reason?: string;
}

let root = '';
let printed: string[] = [];
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-browsers-'));
  printed = [];
  const write = process.stdout.write.bind(process.stdout);
  // The test runner speaks over the same stream; only the set-up's own lines are caught.
  mock.method(process.stdout, 'write', (text: string | Uint8Array) =>
    typeof text === 'string' && text.startsWith('set-up') ? printed.push(text) > 0 : write(text),
  );
});
afterEach(() => {
  mock.restoreAll();
  rmSync(root, { recursive: true });
});

const VERSION = 'if [ "$1" = --version ]; then echo "Chromium 150.0.1.2"; exit; fi;';

/** An executable that answers --version and shows the page it is given last, or fails like a broken one. */
function fake(name: string, script = `${VERSION} shift $(($# - 1)); echo "$1"`): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const refused = { ok: false, output: '', reason: 'no network here', seconds: 0.1 };
const done = { ok: true, output: '', reason: '', seconds: 0.1 };

/** A machine with nothing on it, but for what the test adds; counts the installations that were tried. */
function machine(change: Partial<Tools> = {}): { tools: Tools; tried: string[] } {
  const tried: string[] = [];
  const tools: Tools = {
    playwrightPath: (name) => path.join(root, 'absent', name),
    playwrightInstall: (name) => {
      tried.push(`playwright ${name}`);
      return Promise.resolve(refused);
    },
    systemPaths: () => [],
    installPackage: (kind) => {
      tried.push(kind === 'full' ? 'full package' : 'package');
      return Promise.resolve(refused);
    },
    version: machineTools(path.resolve(import.meta.dirname, '../..')).version,
    ...change,
  };
  return { tools, tried };
}

function recorded(): Record<string, Entry> {
  const file = path.join(root, '.cache', 'browsers.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { browsers: Record<string, Entry> }).browsers;
}

describe('the search for a Chromium', () => {
  it('takes CHROMIUM_PATH before anything else', async () => {
    const chosen = fake('chosen');
    const { tools, tried } = machine({ playwrightPath: () => fake('own') });
    await ensureBrowsers(root, 'lock', { CHROMIUM_PATH: chosen }, tools);
    assert.equal(recorded().chromium?.kind, 'environment');
    assert.equal(recorded().chromium?.executablePath, chosen);
    assert.equal(recorded().chromium?.version, '150.0.1.2');
    assert.deepEqual(tried, []);
  });

  it('names CHROMIUM_PATH when it leads nowhere or to something that does not start', async () => {
    const { tools } = machine({ systemPaths: () => [fake('system')] });
    await assert.rejects(ensureBrowsers(root, 'lock', { CHROMIUM_PATH: '/nowhere' }, tools), {
      message: 'CHROMIUM_PATH: /nowhere is not an executable file',
      exitCode: 2,
    });
    const broken = fake('broken', 'echo "error while loading shared libraries: libx.so" >&2; exit 127');
    await assert.rejects(
      ensureBrowsers(root, 'lock', { CHROMIUM_PATH: broken }, tools),
      /CHROMIUM_PATH: .*broken does not start: .*libx\.so/,
    );
    const noise = 'echo "[1:1:ERROR:dbus/bus.cc(4)] Failed to connect to the bus" >&2';
    const blind = fake('blind', `${VERSION} ${noise}; echo "Failed to create a process" >&2; exit 1`);
    await assert.rejects(
      ensureBrowsers(root, 'lock', { CHROMIUM_PATH: blind }, tools),
      /CHROMIUM_PATH: .*blind does not start: it opens no page: Failed to create a process$/,
    );
  });

  it("prefers Playwright's headless shell, and keeps the full browser for --headed", async () => {
    const { tools, tried } = machine({ playwrightPath: (name) => fake(`own/${name}`) });
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.equal(recorded().chromium?.kind, 'playwright');
    assert.match(recorded().chromium?.executablePath ?? '', /own\/chromium-headless-shell$/);
    assert.match(recorded().chromium?.fullExecutablePath ?? '', /own\/chromium$/);
    assert.deepEqual(tried, []);
  });

  it('lets Playwright install one before it looks at the system', async () => {
    const { tools } = machine({ systemPaths: () => [fake('system')] });
    const installed = path.join(root, 'installed');
    tools.playwrightPath = () => installed;
    tools.playwrightInstall = () => {
      fake('installed');
      return Promise.resolve(done);
    };
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.equal(recorded().chromium?.executablePath, installed);
  });

  it("goes on to the system's, past one that does not start, and names every attempt", async () => {
    const stub = fake('stub', 'echo "requires the chromium snap to be installed" >&2; exit 10');
    const good = fake('good');
    const { tools } = machine({ systemPaths: (kind) => (kind === 'headless' ? [] : [stub, good]) });
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.equal(recorded().chromium?.kind, 'system');
    assert.equal(recorded().chromium?.executablePath, good);
    const text = printed.join('');
    assert.match(text, /Playwright's own: not installed/);
    assert.match(text, /playwright install chromium: failed: no network here/);
    assert.match(text, /stub does not start: requires the chromium snap/);
  });

  it('asks the package manager last, and says what to do when that fails too', async () => {
    const { tools, tried } = machine();
    await assert.rejects(ensureBrowsers(root, 'lock', {}, tools), /set CHROMIUM_PATH in \.env/);
    assert.deepEqual(tried, ['playwright chromium', 'package']);
    let there = false;
    tools.installPackage = () => {
      there = true;
      return Promise.resolve(done);
    };
    tools.systemPaths = () => (there ? [fake('packaged')] : []);
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.equal(recorded().chromium?.kind, 'package');
  });
});

describe('the search for a full Chromium', () => {
  it('brings one where only a headless shell is there', async () => {
    const shell = fake('shell');
    let there = false;
    const { tools } = machine({
      systemPaths: (kind) => (kind === 'headless' ? [shell] : there ? [fake('whole')] : []),
      installPackage: (kind) => {
        there = kind === 'full';
        return Promise.resolve(done);
      },
    });
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.equal(recorded().chromium?.executablePath, shell);
    assert.match(recorded().chromium?.fullExecutablePath ?? '', /whole$/);
  });

  it('says why there is none, and does not try again on the same day', async () => {
    const shell = fake('shell');
    const { tools, tried } = machine({ systemPaths: (kind) => (kind === 'headless' ? [shell] : []) });
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.equal(recorded().chromium?.available, true);
    assert.equal(recorded().chromium?.fullReason, 'no network here');
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.deepEqual(tried, ['playwright chromium', 'full package']);
  });

  it('passes over one that does not start, and takes a chosen browser that is whole', async () => {
    const chosen = fake('chosen');
    const { tools, tried } = machine({ systemPaths: () => [fake('stub', 'exit 10')] });
    await ensureBrowsers(root, 'lock', { CHROMIUM_PATH: chosen }, tools);
    assert.equal(recorded().chromium?.fullExecutablePath, chosen);
    assert.deepEqual(tried, []);
  });
});

describe('what is remembered', () => {
  it('asks nothing again while the executable is there, and searches when it is gone', async () => {
    const system = fake('system');
    const { tools, tried } = machine({ systemPaths: () => [system] });
    await ensureBrowsers(root, 'lock', {}, tools);
    printed = [];
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.deepEqual(printed, []);
    rmSync(system);
    tools.systemPaths = () => [fake('other')];
    await ensureBrowsers(root, 'lock', {}, tools);
    assert.match(recorded().chromium?.executablePath ?? '', /other$/);
    assert.deepEqual(tried, ['playwright chromium'], 'a failed download is not tried again on the same day');
  });

  it('tries the download again with another lock file', async () => {
    const { tools, tried } = machine({ systemPaths: () => [fake('system')] });
    await ensureBrowsers(root, 'one', {}, tools);
    await ensureBrowsers(root, 'two', {}, tools);
    assert.deepEqual(tried, ['playwright chromium', 'playwright chromium']);
  });

  it('records a browser that is asked for and not to be had, with the reason', async () => {
    const { tools } = machine({ systemPaths: () => [fake('system')] });
    await ensureBrowsers(root, 'lock', { BROWSERS: 'chromium, firefox' }, tools);
    assert.equal(recorded().chromium?.available, true);
    assert.deepEqual(recorded().firefox, { available: false, reason: 'no network here' });
  });
});

describe('BROWSERS', () => {
  it('is Chromium unless told otherwise, and names what it does not know', () => {
    assert.deepEqual(requestedBrowsers({}), ['chromium']);
    assert.deepEqual(requestedBrowsers({ BROWSERS: 'WebKit,chromium,webkit' }), ['webkit', 'chromium']);
    assert.throws(() => requestedBrowsers({ BROWSERS: 'opera' }), /BROWSERS: "opera" is not one of/);
  });
});
