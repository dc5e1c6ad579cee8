/** What was added to a log, and whether it tells of what another tenant did with a person of both. Pure. */
import type { Row } from '../probe/canaries.ts';
import { occurs, valuesIn } from './denied.ts';

/** An entry that tells, and by which words. */
export interface TellingEntry {
  text: string;
  seen: string[];
}

/** Shorter ids stand in many an entry by chance. */
const TELLING = 6;

/**
 * What was added to a log that was read from both of its ends: at one of them. What else was not there before has come into
 * view by pages that begin elsewhere.
 */
export function addedTo(before: readonly Row[], now: readonly Row[], id: string): Row[] {
  const known = new Set(before.map((row) => String(row[id])));
  const isKnown = (row: Row): boolean => known.has(String(row[id]));
  const first = now.findIndex(isKnown);
  return first === -1 ? [...now] : [...now.slice(0, first), ...now.slice(now.findLastIndex(isKnown) + 1)];
}

/**
 * The entries that name the person, or anything of other tenants.
 *
 * @param entries written while neither the person nor anybody of this tenant did anything
 * @param person the address and the id of the person
 * @param foreign values and names of other tenants
 */
export function toldElsewhere(
  entries: readonly Row[],
  person: readonly string[],
  foreign: readonly string[],
): TellingEntry[] {
  const names = person.filter(({ length }) => length >= TELLING);
  return entries.flatMap((entry) => {
    const text = JSON.stringify(entry);
    const seen = [...valuesIn(text, foreign, ''), ...names.filter((value) => occurs(text, value))];
    return seen.length > 0 ? [{ text, seen }] : [];
  });
}
