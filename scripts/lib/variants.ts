/** How a tenant and a sign-in can be met: by organization or claim, on one page or on two. */
export interface Variant {
  /** Names its reports. */
  name: string;
  /** What the embedded target is told. */
  target: Readonly<Record<string, string>>;
}

const variant = (tenancy: 'organization' | 'claim', login: 'identifier' | 'combined'): Variant => ({
  name: `${tenancy}-${login}`,
  target: { TARGET_TENANCY: tenancy, TARGET_LOGIN: login },
});

/** The first is what the embedded target is when nothing is said. */
export const VARIANTS: readonly [Variant, ...Variant[]] = [
  variant('organization', 'identifier'),
  variant('organization', 'combined'),
  variant('claim', 'identifier'),
  variant('claim', 'combined'),
];

/** What a run said, as far as a table of runs needs it. */
export interface Outcome {
  name: string;
  exitCode: number;
  seconds: number;
  /** Absent where a run left none. */
  readiness?: { headline: string; score: number; totals: Record<string, number> };
}

/** Whether every run says that the build may go to production. */
export const isAllGo = (outcomes: readonly Outcome[], expected: number): boolean =>
  outcomes.length === expected &&
  outcomes.every(({ exitCode, readiness }) => exitCode === 0 && readiness !== undefined);

/** The table of runs, as Markdown; reads as well on a terminal. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const head = ['Variant', 'Decision', 'Score', 'Passed', 'Failed', 'Blocked', 'Not verified', 'Time'];
  const rows = outcomes.map(({ name, readiness, seconds }) => {
    const figure = (key: string): string => String(readiness?.totals[key] ?? '–');
    return [
      name,
      readiness?.headline ?? 'NO-GO: no decision was written',
      readiness ? String(readiness.score) : '–',
      ...['passed', 'failed', 'blocked', 'notVerified'].map(figure),
      `${Math.round(seconds)} s`,
    ];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
