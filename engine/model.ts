/** The nouns of a run: gates, cells, records and findings. Everything else speaks in these. */
import type { RuleId } from './rules.ts';

export const GATES = ['isolation', 'access', 'session', 'disclosure', 'database', 'infrastructure'] as const;
export type Gate = (typeof GATES)[number];

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const VERDICTS = ['passed', 'failed', 'blocked'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One check that the policy demands, planned before anything runs. */
export interface Cell {
  /** Stable from run to run, unique in the plan: `isolation/foreign/competitors.read/cinema-viewer→hotel`. */
  id: string;
  gate: Gate;
  /** The rule that a failure of this cell breaks. */
  rule: RuleId;
  /** What is looked at: a resource, a page or a service. Allure's feature. */
  feature: string;
  /** A sentence: actor, verb, outcome. */
  title: string;
  /** Where a table of the report shows what the check saw. */
  entry?: TableEntry;
}

/** A place in a table of the report. */
export interface TableEntry {
  table: string;
  row: string;
  column: string;
}

/** What was sent, without secrets: method and path with ids, never a header value. */
export interface SentRequest {
  method: string;
  path: string;
}

/** One thing that is wrong, told so that a developer can act on it. Free of secrets when it leaves the engine. */
export interface Finding {
  rule: RuleId;
  gate: Gate;
  severity: Severity;
  title: string;
  /** The cell that saw it. */
  cellId: string;
  /** The identity that asked, for example `cinema-viewer`; `anonymous` for nobody. */
  actor: string;
  request?: SentRequest;
  expected: string;
  seen: string;
  /** Hash over rule, operation and kind; the same fault has the same fingerprint in every run. */
  fingerprint: string;
}

/** The outcome of one cell in one attempt. A cell that has any failed record is failed. */
export interface CellRecord {
  cellId: string;
  verdict: Verdict;
  /** Why it is blocked; one sentence. */
  reason?: string;
  /** What the check saw, in a few words, for the table that its cell has a place in. */
  noted?: string;
  findings: Finding[];
  /** Title of the Playwright test that recorded it. */
  test: string;
  /** 0 for the first attempt. */
  retry: number;
}

/** What Playwright itself said of the run, written by the engine's reporter. */
export interface RunnerFacts {
  /** Tests that ran and passed at the first attempt. */
  passed: number;
  failed: number;
  /** Passed only when tried again. */
  flaky: number;
  skipped: number;
  /** Tests that were found but never started. */
  notRun: number;
  /** Titles of tests that failed, were flaky or were skipped, with the first line of the error. */
  problems: { title: string; outcome: 'failed' | 'flaky' | 'skipped' | 'notRun'; message: string }[];
  /** Errors outside any test: a file that does not load, a global set-up that failed. First lines only. */
  errors: string[];
  /** True when a focused test (`.only`) narrowed the run. */
  focused: boolean;
}

/** Whatever can stop a run from being a whole one. */
export interface RunContext {
  startedAt: string;
  finishedAt: string;
  application: string;
  appUrl: string;
  tenancy: string;
  browsers: string[];
  /** Arguments that narrow the run (`--grep x`), in words; empty for a whole run. */
  filters: string[];
  /** Exit code of the Playwright process. */
  exitCode: number;
  /** Reasons why the run as a whole is blocked: an unreachable target, a browser that is missing. */
  blockers: string[];
  /** Checks that the policy puts out of scope for this deployment, with reason and owner. */
  outOfScope: { check: string; reason: string; owner: string }[];
  /** Report files that held a secret and were deleted. */
  leakedFiles: string[];
}
