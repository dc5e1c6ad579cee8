/** A text of the same make as another one. Pure. */
import { createHash } from 'node:crypto';

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The word as letters, so many of them. */
function lettersOf(word: string, count: number): string {
  const digest = createHash('sha512').update(word).digest('hex');
  return digest.slice(0, count).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? digit);
}

/**
 * The text with the longest run of its letters and digits replaced, the same for the same word. What makes an address one
 * (its scheme, and the end of its host) stays.
 */
export function likeness(text: string, word: string): string {
  const from = SCHEME.exec(text)?.[0].length ?? 0;
  const runs = [...text.slice(from).matchAll(/[A-Za-z0-9]+/g)];
  const free = runs.length > 1 && !/\s/.test(text) ? runs.slice(0, -1) : runs;
  const [longest] = free.sort(([a], [b]) => b.length - a.length);
  if (!longest) return text;
  const at = from + longest.index;
  const [run] = longest;
  return text.slice(0, at) + lettersOf(word, run.length) + text.slice(at + run.length);
}
