/** Puts what checks of one kind saw side by side: one identity a row, say, and one place to look at a column. Pure. */
import type { Cell, CellRecord, Gate } from '../model.ts';
import { groupBy } from './group.ts';
import type { Outcome } from './readiness.ts';

export interface ReportedEntry {
  /** What was seen; empty where nothing was. */
  value: string;
  /** `absent` where nothing was planned. */
  outcome: Outcome | 'absent';
}

export interface ReportedTable {
  title: string;
  gate: Gate;
  /** What the rows are. */
  rowHead: string;
  columns: string[];
  /** Those that differ first. */
  rows: { name: string; cells: ReportedEntry[] }[];
}

const MARKS: Readonly<Record<ReportedEntry['outcome'], string>> = {
  passed: '',
  failed: '✕ ',
  blocked: '! ',
  notVerified: '',
  absent: '',
};

/** True when something of a row is not as it should be, or was not seen. */
export const differs = ({ cells }: { cells: readonly ReportedEntry[] }): boolean =>
  cells.some(({ outcome }) => outcome !== 'passed' && outcome !== 'absent');

/** True when nothing of a row was looked at. */
export const isUnseen = ({ cells }: { cells: readonly ReportedEntry[] }): boolean =>
  cells.every(({ outcome }) => outcome === 'notVerified' || outcome === 'absent');

/** The tables of a plan, each with what the records noted. */
export function tablesOf(
  plan: readonly Cell[],
  recordsOf: (cellId: string) => readonly CellRecord[],
  outcomes: ReadonlyMap<string, Outcome>,
): ReportedTable[] {
  const entries = plan.flatMap((cell) => (cell.entry ? [{ cell, ...cell.entry }] : []));
  return [...groupBy(entries, ({ table }) => table)].map(([title, own]) => {
    const columns = [...new Set(own.map(({ column }) => column))];
    const rows = [...groupBy(own, ({ row }) => row)].map(([name, places]) => ({
      name,
      cells: columns.map((column): ReportedEntry => {
        const place = places.find((each) => each.column === column);
        if (!place) return { value: '', outcome: 'absent' };
        const { id } = place.cell;
        const noted = recordsOf(id).flatMap((record) => record.noted ?? []);
        return { value: [...new Set(noted)].join(' / '), outcome: outcomes.get(id) ?? 'notVerified' };
      }),
    }));
    return {
      title,
      gate: own[0]!.cell.gate,
      rowHead: own[0]!.cell.feature,
      columns,
      rows: [...rows.filter(differs), ...rows.filter((row) => !differs(row))],
    };
  });
}

/** An entry as a reader meets it. */
export function entryText({ value, outcome }: ReportedEntry): string {
  if (outcome === 'absent') return '–';
  if (outcome === 'notVerified') return 'not verified';
  return `${MARKS[outcome]}${value === '' ? outcome : value}`;
}

/** How much of a table is not as it should be, in words. */
export function differencesIn({ rows }: ReportedTable): string {
  const all = rows.flatMap(({ cells }) => cells);
  const count = (outcome: ReportedEntry['outcome']) => all.filter((cell) => cell.outcome === outcome).length;
  const failed = count('failed');
  const open = count('blocked') + count('notVerified');
  return [
    failed === 0 ? 'No difference' : `${failed} ${failed === 1 ? 'difference' : 'differences'}, marked ✕`,
    ...(open > 0 ? [`${open} not verified`] : []),
  ].join('; ');
}
