/** Judges counts and averages against the rows that they must be computed from. Pure. */
import type { Figure } from '../../policy/types.ts';
import type { Row } from '../probe/harvest.ts';

/** Cents may be rounded by either side. */
const TOLERANCE = 0.011;

/** The figure computed from the rows; undefined when there are no numbers to compute it from. */
export function expectedFigure(figure: Figure, rows: readonly Row[]): number | undefined {
  // Of a rank: the last place that there is.
  if (figure.is === 'count' || figure.is === 'rank') return rows.length;
  const numbers = rows
    .map((row) => row[figure.field ?? ''])
    .filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  if (figure.is === 'minimum') return Math.min(...numbers);
  if (figure.is === 'maximum') return Math.max(...numbers);
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

export function agrees(seen: unknown, expected: number): boolean {
  return typeof seen === 'number' && Math.abs(seen - expected) <= TOLERANCE;
}

/** Whether a value is a place among so many. */
export function isRankAmong(seen: unknown, rows: number): boolean {
  return typeof seen === 'number' && Number.isInteger(seen) && seen >= 1 && seen <= rows;
}
