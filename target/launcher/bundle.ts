/**
 * The services put together into few files. A service whose files are found and translated one by one needs three times
 * as long to start, which every start of the target would pay.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildFailure, type Plugin, stop } from 'esbuild';
import { LauncherError } from './options.ts';

const isPackage = /^[^./]/;
const ownAddress = 'import.meta.url';

/** Packages are used where they are installed, wherever the output lies. */
const packagesInPlace: Plugin = {
  name: 'packages-in-place',
  setup(each) {
    each.onResolve({ filter: isPackage }, ({ path: name, kind }) =>
      kind === 'entry-point'
        ? undefined
        : { path: isBuiltin(name) ? name : import.meta.resolve(name), external: true },
    );
  },
};

/** A file that reads others from beside it finds them beside its source. */
const sourcesInPlace: Plugin = {
  name: 'sources-in-place',
  setup(each) {
    each.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      const address = JSON.stringify(pathToFileURL(file).href);
      return source.includes(ownAddress)
        ? { contents: source.replaceAll(ownAddress, address), loader: 'ts' }
        : undefined;
    });
  },
};

function complaint({ errors: [first] }: BuildFailure): LauncherError {
  const place = first?.location ? ` (${first.location.file}:${first.location.line})` : '';
  return new LauncherError(`the services cannot be put together: ${first?.text ?? 'no reason'}${place}`);
}

/**
 * Puts services together.
 *
 * @param entries main file of each, relative to `root`
 * @param folder for the output; what is in there of an earlier start is replaced
 * @returns the file to run of each
 * @throws LauncherError with the first mistake in their sources
 */
export async function bundle<Name extends string>(
  entries: Record<Name, string>,
  { root, folder }: { root: string; folder: string },
): Promise<Record<Name, string>> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    await build({
      absWorkingDir: root,
      entryPoints: entries,
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true, // what is imported late stays late
      platform: 'node',
      format: 'esm',
      target: `node${process.versions.node}`,
      sourcemap: 'linked',
      plugins: [packagesInPlace, sourcesInPlace],
      logLevel: 'silent',
    });
  } catch (error) {
    throw 'errors' in (error as object) ? complaint(error as BuildFailure) : error;
  } finally {
    await stop();
  }
  const files = Object.keys(entries).map((name) => [name, path.join(folder, `${name}.mjs`)]);
  return Object.fromEntries(files) as Record<Name, string>;
}
