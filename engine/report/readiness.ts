/** The decision: may this build go to production? Pure; everything it needs comes in as data. */
import {
  type Cell,
  type CellRecord,
  GATES,
  type Gate,
  type RunContext,
  type RunnerFacts,
  type Severity,
} from '../model.ts';
import type { RuleId } from '../rules.ts';
import { groupBy } from './group.ts';
import { mergeFindings } from './findings.ts';
import { noGoReasons } from './reasons.ts';
import { type ReportedTable, tablesOf } from './tables.ts';

/** What each gate adds to the score when all that was planned for it has passed; together 100. */
export const WEIGHTS: Readonly<Record<Gate, number>> = {
  isolation: 30,
  access: 20,
  session: 15,
  disclosure: 15,
  database: 10,
  infrastructure: 10,
};

/** A score must be above this, exactly and before any rounding, for GO. */
export const SCORE_TO_PASS = 95;
/** The highest score of a run that saw a critical finding. */
export const CRITICAL_CAP = 30;

export type Decision = 'GO' | 'NO-GO';
export type GateStatus = 'passed' | 'failed' | 'blocked';

/** Counts of checks. executed = passed + failed; planned = executed + blocked + notVerified. */
export interface Counts {
  planned: number;
  executed: number;
  passed: number;
  failed: number;
  /** Tried, and could not be verified; the reason is named. */
  blocked: number;
  /** Planned, and no outcome was recorded. */
  notVerified: number;
}

export interface GateResult extends Counts {
  gate: Gate;
  weight: number;
  /** Share of the planned checks that passed, 0 to 100, rounded down to one decimal. */
  score: number;
  status: GateStatus;
  /** Number of findings whose rule belongs to this gate, whichever check saw them. */
  findings: number;
}

export interface CellReference {
  id: string;
  gate: Gate;
  title: string;
}

/** A link to what a rule stands on. */
export interface Reference {
  id: string;
  url: string;
}

/** One fault, however many checks saw it. */
export interface ReportedFinding {
  fingerprint: string;
  rule: RuleId;
  gate: Gate;
  severity: Severity;
  title: string;
  actors: string[];
  request?: { method: string; path: string };
  expected: string;
  seen: string;
  why: string;
  look: string;
  references: Reference[];
  cells: CellReference[];
}

/** Checks that could not be verified for one and the same reason. */
export interface BlockedGroup {
  reason: string;
  cells: CellReference[];
}

/** The outcome of a run; also the shape of `reports/readiness.json`. */
export interface Readiness {
  schema: 'bulkhead.readiness/1';
  decision: Decision;
  /** The decision in words: `GO`, `GO, without database/outage`, `NO-GO`, `NO-GO (partial run)`. */
  headline: string;
  /** True when a filter, a focused test, a skip or tests that never ran made this less than a whole run. */
  partial: boolean;
  /** 0 to 100, rounded down to one decimal. */
  score: number;
  /** True when a critical finding capped the score. */
  capped: boolean;
  /** Why it is NO-GO, the most important first; empty for GO. */
  reasons: string[];
  totals: Counts;
  gates: GateResult[];
  findings: ReportedFinding[];
  /** Failed checks that carry no finding of their own, with what they said. */
  failedWithoutFinding: BlockedGroup[];
  blocked: BlockedGroup[];
  notVerified: CellReference[];
  /** What checks of one kind saw, side by side. */
  tables: ReportedTable[];
  outOfScope: RunContext['outOfScope'];
  run: Omit<RunContext, 'outOfScope'>;
  runner: RunnerFacts;
}

export type Outcome = 'passed' | 'failed' | 'blocked' | 'notVerified';

/**
 * Judges a run.
 *
 * @param plan every cell that the policy demands, computed before anything was filtered
 * @param records what the workers recorded, every attempt of every cell
 * @param facts what Playwright itself said
 * @param context whatever can stop the run from being a whole one
 */
export function judge(
  plan: readonly Cell[],
  records: readonly CellRecord[],
  facts: RunnerFacts,
  context: RunContext,
): Readiness {
  const cells = new Map(plan.map((cell) => [cell.id, cell]));
  const byCell = groupBy(records, (record) => record.cellId);
  const findings = mergeFindings(records, cells);
  const outcomes = new Map([...cells.keys()].map((id) => [id, outcomeOf(byCell.get(id) ?? [])]));

  const gates = GATES.map((gate) =>
    gateResult(
      gate,
      [...cells.values()].filter((cell) => cell.gate === gate).map((cell) => outcomes.get(cell.id)!),
      findings.filter((finding) => finding.gate === gate).length,
    ),
  );
  const totals = countsOf([...outcomes.values()]);
  const critical = findings.some(({ severity }) => severity === 'critical');
  const exact = gates.reduce(
    (sum, { weight, passed, planned }) => sum + (planned === 0 ? 0 : (weight * passed) / planned),
    0,
  );
  const whole = gates.every(({ passed, planned }) => planned > 0 && passed === planned);
  const earned = whole ? 100 : exact;
  const counted = critical ? Math.min(earned, CRITICAL_CAP) : earned;
  const score = shown(counted, counted < 100);
  const listed = (outcome: Outcome) =>
    [...cells.values()].filter((cell) => outcomes.get(cell.id) === outcome);

  const blocked = grouped(listed('blocked'), (cell) => reasonsOf(byCell.get(cell.id) ?? [], 'blocked'));
  const failedWithoutFinding = grouped(
    listed('failed').filter((cell) => (byCell.get(cell.id) ?? []).every((r) => r.findings.length === 0)),
    (cell) => reasonsOf(byCell.get(cell.id) ?? [], 'failed'),
  );
  const partial = context.filters.length > 0 || facts.focused || facts.skipped > 0 || facts.notRun > 0;
  const reasons = noGoReasons({
    gates,
    totals,
    findings,
    blocked,
    failedWithoutFinding,
    planned: [...cells.keys()],
    duplicates: duplicatesIn(plan),
    strangers: [...byCell.keys()].filter((id) => !cells.has(id)),
    scorePasses: counted > SCORE_TO_PASS,
    score,
    facts,
    context,
  });
  const decision: Decision = reasons.length === 0 ? 'GO' : 'NO-GO';
  const { outOfScope, ...run } = context;

  return {
    schema: 'bulkhead.readiness/1',
    decision,
    headline: headlineOf(decision, partial, outOfScope),
    partial,
    score,
    capped: critical && earned > CRITICAL_CAP,
    reasons,
    totals,
    gates,
    findings,
    failedWithoutFinding,
    blocked,
    notVerified: listed('notVerified').map(referenceTo),
    tables: tablesOf([...cells.values()], (id) => byCell.get(id) ?? [], outcomes),
    outOfScope,
    run,
    runner: facts,
  };
}

/** The worst record speaks for the cell; a finding fails the cell whatever verdict stands beside it. */
function outcomeOf(records: readonly CellRecord[]): Outcome {
  if (records.length === 0) return 'notVerified';
  if (records.some(({ verdict, findings }) => verdict === 'failed' || findings.length > 0)) return 'failed';
  return records.every(({ verdict }) => verdict === 'passed') ? 'passed' : 'blocked';
}

function countsOf(outcomes: readonly Outcome[]): Counts {
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const [passed, failed, blocked, notVerified] = [
    count('passed'),
    count('failed'),
    count('blocked'),
    count('notVerified'),
  ];
  return { planned: outcomes.length, executed: passed + failed, passed, failed, blocked, notVerified };
}

function gateResult(gate: Gate, outcomes: readonly Outcome[], findings: number): GateResult {
  const counts = countsOf(outcomes);
  const whole = counts.planned > 0 && counts.passed === counts.planned;
  const status: GateStatus = counts.failed > 0 || findings > 0 ? 'failed' : whole ? 'passed' : 'blocked';
  return {
    gate,
    weight: WEIGHTS[gate],
    ...counts,
    score: counts.planned === 0 ? 0 : shown((100 * counts.passed) / counts.planned, !whole),
    status,
    findings,
  };
}

/** Rounded down to one decimal, and never to 100 for what is less; the epsilon undoes binary noise (99.9 as 99.89…). */
function shown(exact: number, lessThanWhole: boolean): number {
  const rounded = Math.floor(exact * 10 + 1e-9) / 10;
  return lessThanWhole ? Math.min(rounded, 99.9) : rounded;
}

function headlineOf(decision: Decision, partial: boolean, outOfScope: RunContext['outOfScope']): string {
  if (decision === 'NO-GO') return partial ? 'NO-GO (partial run)' : 'NO-GO';
  return outOfScope.length === 0 ? 'GO' : `GO, without ${outOfScope.map(({ check }) => check).join(', ')}`;
}

function duplicatesIn(plan: readonly Cell[]): string[] {
  return [...groupBy(plan, (cell) => cell.id)].filter(([, same]) => same.length > 1).map(([id]) => id);
}

function referenceTo({ id, gate, title }: Cell): CellReference {
  return { id, gate, title };
}

function reasonsOf(records: readonly CellRecord[], verdict: 'blocked' | 'failed'): string {
  const given = records
    .filter((record) => record.verdict === verdict)
    .map(({ reason }) => reason?.trim() ?? '');
  return [...new Set(given.filter((reason) => reason !== ''))].join('; ') || 'No reason was recorded.';
}

function grouped(cells: readonly Cell[], reasonFor: (cell: Cell) => string): BlockedGroup[] {
  return [...groupBy(cells, reasonFor)]
    .map(([reason, same]) => ({ reason, cells: same.map(referenceTo) }))
    .sort((a, b) => b.cells.length - a.cells.length);
}
