/**
 * Where a mutant is tried: a copy of the clone, so that nobody's working tree is touched and several can be tried at once.
 *
 * The copies keep their places from trial to trial, which keeps the caches of tsx and Playwright warm.
 */
import {
  cpSync,
  existsSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { git } from './git.ts';
import { Invalid, type Mutant, ProofError } from './model.ts';
import { lastLine, LEASH, machineEnvironment, run } from './processes.ts';

export const ROOT = realpathSync(path.join(import.meta.dirname, '..'));
/** Made by the set-up and ignored by git: what it found of browsers, and the built web app with the mark of its sources. */
const MADE = ['.cache/browsers.json', 'target/web/dist', 'target/web/.cache/build.sha256'];
/** What a trial leaves in its workspace. */
const LEFT = ['target', '.target', '.auth', 'reports'];
/** What a browser that was ended by force leaves among the temporary files; caches stay. */
const PROFILE = /^playwright_/;
const BUILD_TIMEOUT_MS = 180_000;

/** Where the suite has its temporary files, so that they go with the workspace. */
export const temporaryFolder = (folder: string): string => path.join(folder, '.tmp');

/** Also while a browser that is about to end still writes into it. */
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  const stat = lstatSync(from);
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (stat.isDirectory()) cpSync(from, to, { recursive: true });
  else copyFileSync(from, to);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // there, and somebody else's
  }
}

/** The first number that no running proof of this clone has taken; what a killed one left under it goes. */
function takePlace(): string {
  for (let number = 1; ; number += 1) {
    const place = path.join(ROOT, '.cache', 'proof', String(number));
    const owner = path.join(place, 'owner');
    if (existsSync(owner) && isAlive(Number(readFileSync(owner, 'utf8')))) continue;
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    writeFileSync(owner, String(process.pid));
    return place;
  }
}

/**
 * The files of a folder that .gitignore leaves, relative to it; also where the folder is no clone.
 *
 * @param index folder for an empty repository, to which every file is a new one
 * @throws ProofError where there is no git
 */
export function filesOf(root: string, index: string): string[] {
  try {
    git(root, ['init', '--quiet', '--bare', index]);
    const of = [`--git-dir=${index}`, `--work-tree=${root}`];
    return git(root, [...of, 'ls-files', '-z', '--others', '--exclude-standard'])
      .split('\0')
      .filter(Boolean);
  } catch (error) {
    throw new ProofError(`a proof needs git: ${(error as Error).message}`);
  }
}

/** The present state of the clone, uncommitted changes included, from which every trial starts. */
export class Snapshot {
  readonly #place: string;
  readonly folder: string;

  /** @throws ProofError where there is no git */
  constructor() {
    this.#place = takePlace();
    this.folder = path.join(this.#place, 'clean');
    const files = filesOf(ROOT, path.join(this.#place, 'index')).filter((name) => !name.startsWith('proof/'));
    for (const name of new Set([...files, ...MADE])) {
      const from = path.join(ROOT, name);
      // Not made, as the web app by a set-up that had no need to.
      if (existsSync(from)) copy(from, path.join(this.folder, name));
    }
  }

  workspace(job: number): Workspace {
    return new Workspace(this.folder, path.join(this.#place, String(job)));
  }

  /** Removes the snapshot and every workspace. */
  remove(): void {
    remove(this.#place);
  }
}

function content(root: string, name: string): Buffer | undefined {
  const file = path.join(root, name);
  return existsSync(file) ? readFileSync(file) : undefined;
}

export class Workspace {
  readonly #clean: string;
  readonly folder: string;

  constructor(clean: string, folder: string) {
    this.#clean = clean;
    this.folder = folder;
    cpSync(clean, folder, { recursive: true, verbatimSymlinks: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  }

  /** Puts everything back that a trial changed. */
  reset(): void {
    for (const name of LEFT) remove(path.join(this.folder, name));
    const temporary = temporaryFolder(this.folder);
    mkdirSync(temporary, { recursive: true });
    for (const name of readdirSync(temporary).filter((each) => PROFILE.test(each)))
      remove(path.join(temporary, name));
    cpSync(path.join(this.#clean, 'target'), path.join(this.folder, 'target'), { recursive: true });
  }

  /**
   * Puts the fault into the target, and builds the web app where it is in there.
   *
   * @throws Invalid when the patch does not apply, or the web app cannot be built with it
   */
  async infect(mutant: Mutant): Promise<void> {
    try {
      git(this.folder, ['apply', '--whitespace=nowarn'], { alone: true, input: mutant.patch });
    } catch (error) {
      throw new Invalid(`the patch does not apply: ${(error as Error).message}`);
    }
    const same = mutant.paths.filter((name) => {
      const [before, now] = [content(this.#clean, name), content(this.folder, name)];
      return before === undefined || now === undefined ? before === now : before.equals(now);
    });
    if (same.length > 0 || mutant.paths.length === 0)
      throw new Invalid(`the patch changed nothing in ${same.join(', ') || 'the target'}`);
    if (mutant.paths.some((name) => name.startsWith('target/web/'))) await this.#buildWeb();
  }

  async #buildWeb(): Promise<void> {
    const { ok, output } = await run(
      process.execPath,
      ['--import', LEASH, '--import', 'tsx', path.join('target', 'web', 'build.ts')],
      { cwd: this.folder, env: machineEnvironment(), timeout: BUILD_TIMEOUT_MS },
    );
    if (!ok) throw new Invalid(`the web app cannot be built: ${lastLine(output)}`);
  }
}
