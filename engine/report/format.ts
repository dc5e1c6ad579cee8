/** Words and figures that both readable reports use. */
import type { Gate, RunContext } from '../model.ts';
import type { GateResult, Readiness } from './readiness.ts';

export const GATE_QUESTIONS: Readonly<Record<Gate, string>> = {
  isolation: 'Does every tenant see its own data alone?',
  access: 'May every role do what the policy allows, and nothing else?',
  session: 'Do sign-in, logout and tokens hold?',
  disclosure: 'Do errors tell nothing about the inside?',
  database: 'Does the database keep tenants apart by itself?',
  infrastructure: 'Was everything checked that had to be?',
};

/** The decision as a sentence. */
export function verdictOf({ decision, outOfScope }: Readiness): string {
  if (decision === 'NO-GO') return 'This build must not go to production.';
  const without = outOfScope.map(({ check }) => check).join(', ');
  return without === ''
    ? 'This build may go to production.'
    : `This build may go to production. Not checked: ${without}.`;
}

export function gateFigures({ passed, planned, failed, blocked, notVerified }: GateResult): string {
  if (planned === 0) return 'nothing planned';
  return [
    `${passed} of ${planned} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(notVerified > 0 ? [`${notVerified} not verified`] : []),
  ].join(', ');
}

/** `2 March 2026, 06:00 UTC`; the text as it is when it is no date. */
export function moment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}

export function duration({ startedAt, finishedAt }: Pick<RunContext, 'startedAt' | 'finishedAt'>): string {
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown duration';
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Where a report is, relative to the readiness files. */
export const OTHER_REPORTS: readonly { name: string; path: string; what: string }[] = [
  { name: 'Allure', path: 'allure/index.html', what: 'every test with its steps, history and trends' },
  { name: 'Playwright', path: 'playwright/index.html', what: 'every test as the runner saw it' },
  { name: 'JUnit', path: 'junit.xml', what: 'for machines' },
  { name: 'JSON', path: 'readiness.json', what: 'this page for machines' },
];

export const HOW_TO_READ: readonly string[] = [
  'GO means that every planned check ran and passed. Everything else is NO-GO.',
  'The plan is computed from the access policy before anything runs; what was left out by a filter, a skip or a crash counts as not verified.',
  'Failed: something is wrong in the application, told as a finding. Blocked: it could not be verified, because a login, a service or a positive control did not work. Blocked is never passed.',
  'A check that failed once and passed when tried again is failed. A finding fails the gate of its rule, whichever check saw it.',
  'The score is the weighted share of planned checks that passed, rounded down. One critical finding caps it at 30. It has to be above 95 for GO, and that alone is not enough.',
];
