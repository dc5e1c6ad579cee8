/** Words by which a search would show that it looks into fields that somebody may not see. Pure. */
import type { Row } from './canaries.ts';

const WORD = /[\p{L}\p{N}]{4,}/gu;
/** Long enough to be nobody else's, and without what any type of answer would escape. */
const PASSAGE = /[\p{L}\p{N}][\p{L}\p{N} ]{10,}[\p{L}\p{N}]/gu;
const SHORTEST_NUMBER = 4;

/** What rows hold, without these fields at any depth, in small letters. */
export function visibleText(rows: readonly unknown[], hidden: readonly string[]): string {
  return JSON.stringify(rows, (key, value: unknown) =>
    hidden.includes(key) ? undefined : value,
  ).toLowerCase();
}

const isNowhereIn = (visible: string) => (each: string) => !visible.includes(each.toLowerCase());

const numbersOf = (rows: readonly Row[], field: string): string[] =>
  rows
    .map((row) => row[field])
    .filter((value): value is number => typeof value === 'number')
    .map(String)
    .filter(({ length }) => length >= SHORTEST_NUMBER);

const textsOf = (rows: readonly Row[], field: string): string[] =>
  rows.map((row) => row[field]).filter((value): value is string => typeof value === 'string');

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
  const texts = textsOf(rows, field);
  const words = texts.flatMap((text) => text.match(WORD) ?? []);
  const [word] = [...words, ...numbersOf(rows, field)]
    .filter(isNowhereIn(visible))
    .sort((a, b) => b.length - a.length);
  return { word, isText: texts.length > 0 };
}

/**
 * Passages of a field's texts, and its numbers, that stand in nothing visible: in an answer of whatever type they are the
 * field's, and written as they are here.
 *
 * @param visible in small letters
 */
export function hiddenPassages(rows: readonly Row[], field: string, visible: string): string[] {
  const passages = textsOf(rows, field).flatMap((text) => text.match(PASSAGE) ?? []);
  return [...new Set([...passages, ...numbersOf(rows, field)])].filter(isNowhereIn(visible));
}

/** Whether a passage or number stands in a text by itself, and not as a part of a longer one, or of a date. */
export function standsIn(text: string, word: string): boolean {
  if (!text.includes(word)) return false;
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}.:_-])${escaped}(?![\\p{L}\\p{N}:_-])`, 'u').test(text);
}
