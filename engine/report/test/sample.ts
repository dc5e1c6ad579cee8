/** Sample runs for the tests of this folder. */
import {
  type Cell,
  type CellRecord,
  type Finding,
  GATES,
  type Gate,
  type RunContext,
  type RunnerFacts,
} from '../../model.ts';
import { RULE_IDS, RULES, type RuleId } from '../../rules.ts';

export function ruleOf(gate: Gate): RuleId {
  return RULE_IDS.find((rule) => RULES[rule].gate === gate)!;
}

/** A plan with so many cells in every gate. */
export function samplePlan(perGate = 3): Cell[] {
  return GATES.flatMap((gate) =>
    Array.from({ length: perGate }, (_, index) => ({
      id: `${gate}/check/${index}`,
      gate,
      rule: ruleOf(gate),
      feature: 'competitors',
      title: `${gate} check ${index} holds`,
    })),
  );
}

export function record(cellId: string, change: Partial<CellRecord> = {}): CellRecord {
  return { cellId, verdict: 'passed', findings: [], test: 'a test', retry: 0, ...change };
}

export function finding(rule: RuleId, change: Partial<Finding> = {}): Finding {
  return {
    rule,
    gate: RULES[rule].gate,
    severity: RULES[rule].severity,
    title: RULES[rule].title,
    cellId: 'isolation/check/0',
    actor: 'cinema-viewer',
    request: { method: 'GET', path: '/api/v1/competitors/1' },
    expected: '404 not_found',
    seen: '200 with 1 row',
    fingerprint: `fp-${rule}`,
    ...change,
  };
}

export const allPassed = (plan: readonly Cell[]): CellRecord[] => plan.map(({ id }) => record(id));

export function sampleFacts(change: Partial<RunnerFacts> = {}): RunnerFacts {
  return {
    passed: 18,
    failed: 0,
    flaky: 0,
    skipped: 0,
    notRun: 0,
    problems: [],
    errors: [],
    focused: false,
    ...change,
  };
}

export function sampleContext(change: Partial<RunContext> = {}): RunContext {
  return {
    startedAt: '2026-03-02T06:00:00.000Z',
    finishedAt: '2026-03-02T06:01:30.000Z',
    application: 'MarketEdge',
    appUrl: 'http://localhost:4173',
    tenancy: 'organization',
    browsers: ['chromium'],
    filters: [],
    exitCode: 0,
    blockers: [],
    outOfScope: [],
    leakedFiles: [],
    ...change,
  };
}
