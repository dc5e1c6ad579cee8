/**
 * The built app in memory, and which file answers a path.
 *
 * Every file is read once, at the start. A request can then only name an entry of this table, so no spelling of a
 * path leads to another file of the machine.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export interface StaticFile {
  body: Buffer;
  contentType: string;
  cacheControl: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Names under /assets/ carry a hash of their content; everything else may change under its name. */
function cacheControlOf(path: string): string {
  if (path === '/index.html') return 'no-store';
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * Reads a built app.
 * @param folder - the build's output folder
 * @returns the files by path, e.g. `/assets/index-1a2b3c.js`
 * @throws Error when the folder is missing, has no index.html, or holds a kind of file that is not expected
 */
export function readApp(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const contentType = CONTENT_TYPES[extname(path)];
    if (!contentType) throw new Error(`web: ${path} in the build has no known content type`);
    files.set(path, { body: readFileSync(file), contentType, cacheControl: cacheControlOf(path) });
  }
  if (!files.has('/index.html')) throw new Error('web: the build has no index.html');
  return files;
}

/**
 * The file that answers a path: itself, the page for every path of the app, nothing for a file that is not there.
 * @param pathname - the path of the request's URL, still percent-encoded
 */
export function fileFor(files: ReadonlyMap<string, StaticFile>, pathname: string): StaticFile | undefined {
  const known = files.get(pathname);
  if (known) return known;
  const lastSegment = pathname.slice(pathname.lastIndexOf('/') + 1);
  const namesFile = /\.[A-Za-z0-9]{1,12}$/.test(lastSegment) || pathname.startsWith('/assets/');
  return namesFile ? undefined : files.get('/index.html');
}
