/** What anybody gets of an application without a sign-in: its first document and every script that is named there. */
import { type Answer, send } from './transport.ts';

const FILES_LIMIT = 200;
/** A file by its name, with whatever query it is asked for by. */
const REFERENCE =
  /["'`(=]((?:https?:)?(?:\/\/[\w.-]+(?::\d+)?)?[\w./@~+-]+\.(?:m?js|json|css)(?:\?[\w.=&;%~+-]*)?)(?:#[\w-]*)?["'`)>\s]/g;

/**
 * Same-origin paths of the files that a text names, as written and as a neighbour of the naming file, each with its query.
 *
 * @param base path of the naming file
 * @param origin of the application; what is named at another one is another's
 */
export function namedIn(text: string, base: string, origin: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap((match) => {
    const name = match[1] as string;
    return [new URL(base, origin).href, origin].flatMap((from) => {
      if (!URL.canParse(name, from)) return [];
      const to = new URL(name, from);
      return to.origin === new URL(origin).origin ? [to.pathname + to.search] : [];
    });
  });
}

/** A script that a page runs, wherever it is. */
const SCRIPT = /<script\b[^>]*\ssrc\s*=\s*["']?([^"'\s>]+)/gi;

/** Addresses of the scripts of a page that come from another origin. */
export function scriptsElsewhere(page: string, origin: string): string[] {
  const addresses = [...page.matchAll(SCRIPT)].flatMap(([, src = '']) =>
    URL.canParse(src, origin) ? [new URL(src, origin)] : [],
  );
  const others = addresses.filter((to) => to.origin !== new URL(origin).origin);
  return [...new Set(others.map(({ origin: host, pathname }) => host + pathname))];
}

/**
 * Reads the public files of an application.
 *
 * @param origin of the application
 * @returns by path, its entry document and all files that it, or a file that it names, names
 */
export async function publicFiles(origin: string): Promise<Map<string, Answer>> {
  const files = new Map<string, Answer>();
  const seen = new Set(['/']);
  const queue = ['/'];
  for (let path = queue.shift(); path !== undefined && seen.size <= FILES_LIMIT; path = queue.shift()) {
    const answer = await send({ method: 'GET', origin, path });
    if (answer.status !== 200) continue;
    files.set(path, answer);
    for (const named of namedIn(answer.text, path, origin)) {
      if (seen.has(named)) continue;
      seen.add(named);
      queue.push(named);
    }
  }
  return files;
}

/** The texts of the public files of an application. */
export async function publicTexts(origin: string): Promise<string[]> {
  return [...(await publicFiles(origin)).values()].map(({ text }) => text);
}
