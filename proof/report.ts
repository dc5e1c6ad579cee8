/** `reports/proof.json`, `.md` and `.html`. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { htmlOf } from './html.ts';
import type { HonestRun, Report, Result } from './model.ts';
import { controlOf, byNamedRule } from './verdict.ts';

/** The counts of a report. Pure. */
export function countsOf(results: readonly Result[]) {
  const having = (status: Result['status']): Result[] => results.filter((result) => result.status === status);
  const killed = having('killed');
  return {
    killed: killed.length,
    killedByAnotherRule: killed.filter((result) => !byNamedRule(result)).length,
    survived: having('survived').length,
    invalid: having('invalid').length,
  };
}

/** Whether a run against the honest target is as it must be. */
export function isClean({ decision, findings, blocked }: HonestRun): boolean {
  return decision === 'GO' && findings.length === 0 && blocked === 0;
}

const escape = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** One sentence on how the mutants fared. */
export function summaryOf(report: Report): string {
  const { total, killed, killedByAnotherRule, survived, invalid, mutants } = report;
  const another =
    killedByAnotherRule > 0 ? ` (${killedByAnotherRule} by another rule than the one named)` : '';
  const open = total - mutants.length;
  return (
    `${total} mutants: ${killed} killed${another}, ${survived} survived, ${invalid} invalid` +
    (open > 0 ? `, ${open} not tried` : '')
  );
}

/** How one mutant ended, in words that say what is odd about it. */
export function outcomeOf(result: Result): string {
  if (result.status === 'killed' && !byNamedRule(result)) return 'killed by another rule';
  return result.status;
}

function honestLines({ honest }: Report): string[] {
  if (!honest) return [];
  return [
    '',
    '## The honest target under load',
    '',
    '| Run | Decision | Checks | Findings | Not verified | Time |',
    '|---:|---|---:|---:|---:|---:|',
    ...honest.runs.map(
      ({ decision, checks, findings, blocked, durationMs }, index) =>
        `| ${index + 1} | ${decision} | ${checks} | ${findings.length} | ${blocked} | ${seconds(durationMs)} |`,
    ),
    ...honest.runs.flatMap(({ reasons, findings }, index) => [
      ...findings.map(({ rule, test }) => `- run ${index + 1}: ${rule}: ${escape(test)}`),
      ...reasons.map((reason) => `- run ${index + 1}: ${escape(reason)}`),
    ]),
  ];
}

/** The report for a job summary. Pure. */
export function markdownOf(report: Report): string {
  const rows = report.mutants.map((result) => {
    const found = result.killedBy.map(({ rule, test }) => `${rule}: ${escape(test)}`);
    const most =
      found.slice(0, 3).join('<br>') + (found.length > 3 ? `<br>and ${found.length - 3} more` : '');
    return `| ${result.id} | ${escape(result.title)} | ${result.gate} | CWE-${result.cwe} | ${result.rule} | ${outcomeOf(result)} | ${most || escape(result.reason ?? '–')} | ${seconds(result.durationMs)} |`;
  });
  const mutants = [
    `${summaryOf(report)}. ${report.secondsPerMutant.toFixed(1)} s each; ${controlOf(report)} (${report.selection}).`,
    '',
    '| Mutant | What is wrong | Gate | CWE | Rule that must find it | Outcome | Found by | Time |',
    '|---|---|---|---|---|---|---|---:|',
    ...rows,
  ];
  return `${['# Proof', '', ...(report.total > 0 ? mutants : []), ...honestLines(report)].join('\n')}\n`;
}

/** The report on disk. */
export class ReportFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  #write(name: string, text: string): void {
    mkdirSync(this.#folder, { recursive: true });
    const file = path.join(this.#folder, name);
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }

  /** The last report, where there is one that can be read. */
  last(): Report | undefined {
    const file = path.join(this.#folder, 'proof.json');
    if (!existsSync(file)) return undefined;
    try {
      const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
      return report.schema === 'bulkhead.proof/1' ? report : undefined;
    } catch {
      return undefined;
    }
  }

  /** Writes all three, each in one step. */
  write(report: Report): void {
    this.#write('proof.json', `${JSON.stringify(report, null, 2)}\n`);
    this.#write('proof.md', markdownOf(report));
    this.#write('proof.html', htmlOf(report));
  }
}
