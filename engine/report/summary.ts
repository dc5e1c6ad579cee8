/** The end of a run in the terminal: the decision, why, and where to read more. */
import { relative, resolve } from 'node:path';
import type { Readiness } from './readiness.ts';

export interface SummaryOptions {
  /** Folder of the reports, for the lines that say where they are. */
  reportsDir?: string;
  /** Colours; by default when the standard output is a terminal and NO_COLOR is not set. */
  color?: boolean;
}

const CODES = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33' } as const;
const REASONS = 8;

/** The decision, the reasons, a line per gate and the reports' places; ends without a line break. */
export function summary(readiness: Readiness, options: SummaryOptions = {}): string {
  const paint = painter(options.color ?? (process.stdout.isTTY === true && !process.env['NO_COLOR']));
  const go = readiness.decision === 'GO';
  const { totals } = readiness;
  return [
    '',
    `  ${paint(clean(readiness.headline), 'bold', go ? 'green' : 'red')}   score ${readiness.score.toFixed(1)}${
      readiness.capped ? ' (capped by a critical finding)' : ''
    }   ${clean(readiness.run.application)} at ${clean(readiness.run.appUrl)}`,
    `  ${totals.passed} of ${totals.planned} planned checks passed, ${totals.failed} failed, ${totals.blocked} blocked, ${totals.notVerified} not verified`,
    '',
    ...readiness.reasons.slice(0, REASONS).map((reason) => `  ${paint('•', 'red')} ${clean(reason)}`),
    ...(readiness.reasons.length > REASONS
      ? [`  … and ${readiness.reasons.length - REASONS} more reasons`]
      : []),
    ...(go ? [] : ['']),
    ...readiness.gates.map((gate) => {
      const colour = gate.status === 'passed' ? 'green' : gate.status === 'failed' ? 'red' : 'yellow';
      const counts = `${gate.passed}/${gate.planned}`.padStart(9);
      return `  ${paint(gate.status.padEnd(8), colour)} ${gate.gate.padEnd(15)}${counts}  ${paint(`weight ${gate.weight}`, 'dim')}`;
    }),
    ...readiness.outOfScope.map(({ check, reason, owner }) =>
      paint(`  out of scope: ${clean(check)} (${clean(reason)}; ${clean(owner)})`, 'dim'),
    ),
    '',
    ...placesOf(options.reportsDir ?? 'reports').map(([what, where]) => `  ${what.padEnd(12)}${where}`),
  ].join('\n');
}

function placesOf(dir: string): [string, string][] {
  const at = (file: string) => relative(process.cwd(), resolve(dir, file)) || file;
  return [
    ['Decision', at('readiness.html')],
    ['Allure', at('allure/index.html')],
    ['Playwright', at('playwright/index.html')],
  ];
}

function painter(color: boolean) {
  return (text: string, ...styles: (keyof typeof CODES)[]): string =>
    color ? `\u001b[${styles.map((style) => CODES[style]).join(';')}m${text}\u001b[0m` : text;
}

/** Text from the target must not steer the terminal. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
