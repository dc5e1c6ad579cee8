/** Words by which a search would show that it looks into fields that somebody may not see. Pure. */
import type { Row } from './canaries.ts';

const WORD = /[\p{L}\p{N}]{4,}/gu;
const SHORTEST_NUMBER = 4;

/** What rows hold, without these fields at any depth, in small letters. */
export function visibleText(rows: readonly unknown[], hidden: readonly string[]): string {
  return JSON.stringify(rows, (key, value: unknown) =>
    hidden.includes(key) ? undefined : value,
  ).toLowerCase();
}

/**
 * The longest word of a field that stands in nothing visible; of numbers, the longest number.
 *
 * @param visible in small letters
 * @returns undefined where there is none; `isText` says whether any row has a text there, and so should have had one
 */
export function hiddenWord(
  rows: readonly Row[],
  field: string,
  visible: string,
): { word: string | undefined; isText: boolean } {
  const values = rows.map((row) => row[field]);
  const texts = values.filter((value): value is string => typeof value === 'string');
  const words = texts.flatMap((text) => text.match(WORD) ?? []);
  const numbers = values
    .filter((value): value is number => typeof value === 'number')
    .map(String)
    .filter(({ length }) => length >= SHORTEST_NUMBER);
  const [word] = [...words, ...numbers]
    .filter((each) => !visible.includes(each.toLowerCase()))
    .sort((a, b) => b.length - a.length);
  return { word, isText: texts.length > 0 };
}
