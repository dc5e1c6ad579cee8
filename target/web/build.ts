/**
 * Builds the app when its sources have changed since the last build: `npx tsx target/web/build.ts`.
 *
 * The mark of the last build is a hash over every source file, kept beside `dist` and never inside it (everything
 * inside is served). A build goes to a folder of its own and takes the place of `dist` only when it is complete, so
 * a server or a second build never sees half of one.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(ROOT, 'dist');
const MARK = join(ROOT, '.cache', 'build.sha256');
const SOURCES = ['index.html', 'vite.config.ts', 'tsconfig.json', 'src', 'public', '../../package.json'];

function filesOf(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const child = join(path, entry.name);
    return entry.isDirectory() ? filesOf(child) : [child];
  });
}

/** A hash over the names and contents of everything that goes into the build. */
export function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((source) => {
    const path = join(ROOT, source);
    return /\.\w+$/.test(source) ? [path] : filesOf(path);
  });
  for (const file of files.sort()) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds `dist` unless it is already the build of the present sources. Answers whether it built. */
export async function buildIfChanged(): Promise<boolean> {
  const hash = hashOfSources();
  const last = existsSync(MARK) ? readFileSync(MARK, 'utf8') : '';
  if (last === hash && existsSync(join(DIST, 'index.html'))) return false;

  const { build } = await import('vite');
  const fresh = join(ROOT, `.cache/dist-${process.pid}`);
  try {
    await build({ configFile: join(ROOT, 'vite.config.ts'), build: { outDir: fresh } });
    rmSync(DIST, { recursive: true, force: true });
    renameSync(fresh, DIST);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  writeFileSync(MARK, hash);
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = await buildIfChanged();
  process.stdout.write(built ? 'target/web: built\n' : 'target/web: unchanged\n');
}
