/**
 * Which test found each mutant when it was looked for last. That test is tried first: a fault that is still seen is seen
 * there, and nobody waits for the rest of its rule. What is noted decides nothing: where that test finds nothing, all others
 * are tried.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProofError, type Result } from './model.ts';

const FILE = 'killers.json';

/** By the id of a mutant: the title of the test. */
export type Killers = ReadonlyMap<string, string>;

/**
 * Reads what was noted of the mutants of a folder; nothing where nothing was.
 *
 * @throws ProofError (exit code 2) for a file that is not one of titles by id
 */
export function readKillers(folder: string): Killers {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return new Map();
  let noted: unknown;
  try {
    noted = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ProofError(`${file} is not JSON: ${(error as Error).message}`, 2);
  }
  const entries =
    typeof noted === 'object' && noted !== null && !Array.isArray(noted) ? Object.entries(noted) : [];
  if (
    entries.length === 0 ||
    !entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
  )
    throw new ProofError(
      `${file} does not hold titles of tests by ids of mutants: remove it, it is written anew`,
      2,
    );
  return new Map(entries);
}

/** The test by which the rule named found a mutant; undefined where it did not. */
const killerOf = ({ rule, killedBy }: Result): string | undefined =>
  killedBy.find((kill) => kill.rule === rule)?.test;

/**
 * What is to be noted anew, by the id of a mutant: the test of the rule named that found it, where another was noted or none;
 * or undefined, where the one noted finds it, but not by itself.
 */
export function newsOf(killers: Killers, results: readonly Result[]): Map<string, string | undefined> {
  return new Map(
    results.flatMap((result): [string, string | undefined][] => {
      const { id, rule, killedBy, notedInVain } = result;
      const noted = killers.get(id);
      const finds = killedBy.some((kill) => kill.rule === rule && kill.test === noted);
      if (finds) return notedInVain ? [[id, undefined]] : [];
      const test = killerOf(result);
      return test === undefined ? [] : [[id, test]];
    }),
  );
}

/**
 * Notes what is new, in the order of the ids, and forgets mutants that are gone.
 *
 * @param known ids of all mutants of the folder
 */
export function noteKillers(
  folder: string,
  killers: Killers,
  news: ReadonlyMap<string, string | undefined>,
  known: ReadonlySet<string>,
): void {
  const all = [...new Map([...killers, ...news])].filter(([id, test]) => known.has(id) && test !== undefined);
  const sorted = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path.join(folder, FILE), `${JSON.stringify(sorted, null, 2)}\n`);
}
