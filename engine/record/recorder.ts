/** Writes the outcome of each cell to disk at once, so that a crash loses nothing that was settled. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config/settings.ts';
import type { Cell, CellRecord } from '../model.ts';
import { redact, redactDeep } from '../report/redact.ts';
import { stripVTControlCharacters } from 'node:util';
import { Blocked, type Problem, toFinding } from './problem.ts';

export const RUN_FOLDER = join(ROOT, 'reports', '.run');
export const RECORDS_FOLDER = join(RUN_FOLDER, 'records');
/** The checked policy, for every process of the run. */
export const POLICY_FILE = join(RUN_FOLDER, 'policy.bin');

/** @param note keeps what was seen, well or not, for the table that the cell has a place in */
export type Judge<C extends Cell> = (cell: C, note: (seen: string) => void) => Promise<Problem[]>;

export interface Attempt {
  test: string;
  retry: number;
}

/** Runs one check and says how it ended. Whatever is not a verdict of the check itself is blocked, never passed. */
export async function settleCell<C extends Cell>(
  cell: C,
  judge: Judge<C>,
  attempt: Attempt,
): Promise<CellRecord> {
  const seen: { noted?: string } = {};
  const note = (text: string): void => {
    seen.noted = redact(text);
  };
  try {
    const problems = await judge(cell, note);
    const findings = problems.map((problem) => redactDeep(toFinding(cell, problem)));
    const verdict = findings.length > 0 ? 'failed' : 'passed';
    return { cellId: cell.id, verdict, ...seen, findings, ...attempt };
  } catch (error) {
    const reason = error instanceof Blocked ? error.message : `the check broke off: ${firstLine(error)}`;
    return { cellId: cell.id, verdict: 'blocked', reason: redact(reason), ...seen, findings: [], ...attempt };
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Playwright colours its messages; a report is plain text.
  return stripVTControlCharacters(message.split('\n')[0] ?? '').slice(0, 300);
}

export class Recorder {
  readonly #file: string;

  /** @param worker a name that no other worker of the run has */
  constructor(worker: string) {
    mkdirSync(RECORDS_FOLDER, { recursive: true });
    this.#file = join(RECORDS_FOLDER, `${worker}.jsonl`);
  }

  write(record: CellRecord): void {
    appendFileSync(this.#file, `${JSON.stringify(record)}\n`);
  }
}

/** What a failing test says: each cell that did not pass, in a form that reads well in a report. */
export function explainFailures(records: readonly CellRecord[], cells: readonly Cell[]): string {
  const titles = new Map(cells.map((cell) => [cell.id, cell.title]));
  const lines = records.flatMap((record) => {
    const title = titles.get(record.cellId) ?? record.cellId;
    if (record.verdict === 'blocked') return [`BLOCKED  ${title}\n    ${record.reason ?? 'no reason'}`];
    return record.findings.map((finding) =>
      [
        `${finding.severity.toUpperCase()}  ${title}`,
        `    ${finding.title}`,
        ...(finding.request
          ? [`    request:  ${finding.request.method} ${finding.request.path} as ${finding.actor}`]
          : []),
        `    expected: ${finding.expected}`,
        `    seen:     ${finding.seen}`,
      ].join('\n'),
    );
  });
  const shown = lines.slice(0, 12);
  return [
    `${records.length} of ${cells.length} checks did not pass`,
    ...shown,
    ...(lines.length > shown.length ? [`… and ${lines.length - shown.length} more`] : []),
  ].join('\n');
}
