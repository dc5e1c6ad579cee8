/** Judges counts, averages and ranks against the rows that they must be computed from. Pure. */
import type { Figure } from '../../policy/types.ts';
import type { Row } from '../probe/canaries.ts';
import { valuesAt } from '../probe/templates.ts';

/** Cents may be rounded by either side. */
const TOLERANCE = 0.011;

/** What a figure must be, and what it is instead. */
export interface Mismatch {
  expected: string;
  seen: string;
}

/**
 * Compares a figure of an answer with the rows.
 *
 * @param idField the field of a row that holds its id
 * @returns undefined where they agree; 'no rows' where there is nothing to compute the figure from
 */
export function mismatch(
  figure: Figure,
  rows: readonly Row[],
  idField: string,
  json: unknown,
): Mismatch | 'no rows' | undefined {
  if (figure.is === 'rank') return rankMismatch(figure, rows, json);
  if (figure.is === 'ranking') return rankingMismatch(figure, rows, idField, json);
  if (figure.by !== undefined) return groupsMismatch(figure, figure.by, rows, json);
  const expected = expectedFigure(figure, rows);
  if (expected === undefined) return 'no rows';
  const [seen] = valuesAt(json, figure.pointer);
  return agrees(seen, expected) ? undefined : { expected: short(expected), seen: JSON.stringify(seen) };
}

/** The figure computed from the rows; undefined when there are no numbers to compute it from. */
export function expectedFigure({ is, field = '' }: Figure, rows: readonly Row[]): number | undefined {
  if (is === 'count') return rows.length;
  const numbers = rows.map((row) => row[field]).filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  if (is === 'minimum') return Math.min(...numbers);
  if (is === 'maximum') return Math.max(...numbers);
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

export function agrees(seen: unknown, expected: number): boolean {
  return typeof seen === 'number' && Math.abs(seen - expected) <= TOLERANCE;
}

/** Pointers of the numbers of an answer, with `*` for every place in a list. */
function numbersIn(json: unknown, at = ''): string[] {
  if (typeof json === 'number') return [at];
  if (typeof json !== 'object' || json === null) return [];
  const inList = Array.isArray(json);
  return Object.entries(json).flatMap(([key, value]) => numbersIn(value, `${at}/${inList ? '*' : key}`));
}

/** Where a figure stands in an answer; of a ranking, also the number that it goes by, beside the id. */
function placesOf({ pointer, is, by, value, field }: Figure): string[] {
  if (by !== undefined) return [`${pointer}/*/${value ?? is}`];
  return is === 'ranking' && field !== undefined
    ? [pointer, `${pointer.slice(0, pointer.lastIndexOf('/'))}/${field}`]
    : [pointer];
}

/** Pointers of the numbers of an answer that none of the figures is about: of those nobody knows whose rows they count. */
export function untoldNumbers(figures: readonly Figure[], json: unknown): string[] {
  const told = figures.flatMap(placesOf);
  const groups = figures.flatMap(({ pointer, by }) => (by === undefined ? [] : [pointer]));
  const isTold = (at: string): boolean =>
    told.includes(at) || groups.some((group) => at.slice(0, at.lastIndexOf('/')) === group);
  return [...new Set(numbersIn(json))].filter((at) => !isTold(at));
}

/** The rows by what they have in a field. */
function grouped(rows: readonly Row[], by: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = String(row[by]);
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return groups;
}

/**
 * Compares what an answer counts that holds a part of the rows with all of them, of which it is a part: whatever is counted
 * of it, there is no group that no row is in, and none has more than there are.
 */
export function beyondRows(figure: Figure, rows: readonly Row[], json: unknown): Mismatch | undefined {
  if (figure.is !== 'count') return undefined;
  const { pointer, by } = figure;
  const own = by === undefined ? new Map([['', [...rows]]]) : grouped(rows, by);
  const counted: [string, unknown][] =
    by === undefined
      ? valuesAt(json, pointer).map((value) => ['', value])
      : groupsIn(valuesAt(json, pointer)[0], by, figure.value ?? figure.is);
  const beyond = counted.find(
    ([group, count]) =>
      !own.has(group) || (typeof count === 'number' && count > (own.get(group)?.length ?? 0)),
  );
  if (!beyond) return undefined;
  const [group, count] = beyond;
  const most = own.get(group)?.length;
  const named = group === '' ? '' : `${group}: `;
  return {
    expected: most === undefined ? `no group ${group}` : `${named}at most ${most}`,
    seen: named + text(count),
  };
}

function groupsMismatch(
  figure: Figure,
  by: string,
  rows: readonly Row[],
  json: unknown,
): Mismatch | 'no rows' | undefined {
  const groups = grouped(rows, by);
  if (groups.size === 0) return 'no rows';
  const seen = new Map(groupsIn(valuesAt(json, figure.pointer)[0], by, figure.value ?? figure.is));
  for (const [group, own] of groups) {
    const expected = expectedFigure(figure, own);
    if (expected !== undefined && !agrees(seen.get(group), expected))
      return { expected: `${group}: ${short(expected)}`, seen: `${group}: ${text(seen.get(group))}` };
  }
  const foreign = [...seen.keys()].find((group) => !groups.has(group));
  return foreign === undefined
    ? undefined
    : { expected: `no group ${foreign}`, seen: `${foreign}: ${text(seen.get(foreign))}` };
}

/** The groups of an answer, as an object or as a list. */
function groupsIn(value: unknown, by: string, field: string): [string, unknown][] {
  if (Array.isArray(value)) return (value as Row[]).map((item) => [String(item[by]), item[field]]);
  return Object.entries((value ?? {}) as Row);
}

/** No place is beyond the number of the own rows. */
function rankMismatch(
  { pointer }: Figure,
  rows: readonly Row[],
  json: unknown,
): Mismatch | 'no rows' | undefined {
  if (rows.length === 0) return 'no rows';
  const ranks = valuesAt(json, pointer);
  const expected = `a place from 1 to ${rows.length}`;
  if (ranks.length === 0) return { expected, seen: 'none' };
  const wrong = ranks.find((rank) => !isPlace(rank, rows.length));
  return wrong === undefined ? undefined : { expected, seen: text(wrong) };
}

const isPlace = (rank: unknown, places: number): boolean =>
  typeof rank === 'number' && Number.isInteger(rank) && rank >= 1 && rank <= places;

/** A ranking holds as many of the highest own rows as it has places; equal ones may stand in any order. */
function rankingMismatch(
  { pointer, field = '' }: Figure,
  rows: readonly Row[],
  idField: string,
  json: unknown,
): Mismatch | 'no rows' | undefined {
  if (rows.length === 0) return 'no rows';
  const numberOf = (row: Row | undefined): number => Number(row?.[field]);
  const highest = rows.map(numberOf).sort((one, other) => other - one);
  const ids = valuesAt(json, pointer);
  if (ids.length === 0)
    return { expected: `a first place for ${short(highest[0] ?? 0)}`, seen: 'no ranking' };
  for (const [index, id] of ids.entries()) {
    const row = rows.find((each) => each[idField] === id);
    const expected = highest[index];
    if (row && expected !== undefined && agrees(numberOf(row), expected)) continue;
    return {
      expected: expected === undefined ? `no place ${index + 1}` : `${short(expected)} at place ${index + 1}`,
      seen: row ? short(numberOf(row)) : `a row of somebody else, ${text(id)}`,
    };
  }
  return undefined;
}

const short = (value: number): string => String(Number(value.toFixed(2)));
const text = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
