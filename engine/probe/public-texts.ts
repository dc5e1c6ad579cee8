/** What anybody gets of an application without a sign-in: its first document and every script that is named there. */
import { type Answer, send } from './transport.ts';

const FILES_LIMIT = 200;
const REFERENCE = /["'`(=]([\w./-]+\.(?:m?js|json|css))["'`)>\s]/g;

/** Same-origin paths of the files that a text names, as written and as a neighbour of the naming file. */
function namedIn(text: string, base: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap((match) => {
    const name = match[1] as string;
    return [new URL(name, `http://x${base}`).pathname, new URL(name, 'http://x/').pathname];
  });
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
    for (const named of namedIn(answer.text, path)) {
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
