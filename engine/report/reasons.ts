/** Why a run is NO-GO, in short sentences, the most important first. No reason means GO. */
import { type RunContext, type RunnerFacts, SEVERITIES } from '../model.ts';
import { isPlanned, mayBeOutOfScope } from '../plan/families.ts';
import { groupBy } from './group.ts';
import type { BlockedGroup, Counts, GateResult, ReportedFinding } from './readiness.ts';

interface Evidence {
  gates: readonly GateResult[];
  totals: Counts;
  findings: readonly ReportedFinding[];
  blocked: readonly BlockedGroup[];
  failedWithoutFinding: readonly BlockedGroup[];
  /** Ids of the plan, and those that stand in it more than once. */
  planned: readonly string[];
  duplicates: readonly string[];
  /** Ids of records that no cell of the plan has. */
  strangers: readonly string[];
  scorePasses: boolean;
  score: number;
  facts: RunnerFacts;
  context: RunContext;
}

/** Names kept in one sentence; the rest is counted. */
const NAMED = 3;

export function noGoReasons(evidence: Evidence): string[] {
  const { facts, context } = evidence;
  return [
    ...findingReasons(evidence),
    ...(context.leakedFiles.length > 0
      ? [
          `${count(context.leakedFiles, 'report file')} held a secret and cannot be trusted: ${some(context.leakedFiles)}.`,
        ]
      : []),
    ...context.blockers.map((blocker) => `The run is blocked: ${sentence(blocker)}`),
    ...(evidence.totals.executed === 0 ? ['Nothing was executed.'] : []),
    ...cellReasons(evidence),
    ...evidence.gates
      .filter(({ planned }) => planned === 0)
      .map(({ gate }) => `The gate ${gate} is blocked: nothing is planned for it.`),
    ...planReasons(evidence),
    ...runnerReasons(facts, context),
    ...scopeReasons(evidence),
    ...(evidence.scorePasses ? [] : [`The score is ${evidence.score.toFixed(1)}; GO needs more than 95.`]),
  ];
}

function findingReasons({ findings }: Evidence): string[] {
  return SEVERITIES.flatMap((severity) => {
    const same = findings.filter((finding) => finding.severity === severity);
    if (same.length === 0) return [];
    const titles = [...groupBy(same, ({ title }) => title).keys()];
    const gates = [...new Set(same.map(({ gate }) => gate))].join(', ');
    return [`${count(same, `${severity} finding`)} (${gates}): ${some(titles)}.`];
  });
}

function cellReasons({ totals, failedWithoutFinding, blocked }: Evidence): string[] {
  const failed = failedWithoutFinding.flatMap(({ cells }) => cells);
  return [
    ...(failed.length > 0
      ? [`${count(failed, 'check')} failed without a finding: ${some(failed.map(({ id }) => id))}.`]
      : []),
    ...(totals.blocked > 0
      ? [
          `${plural(totals.blocked, 'check')} could not be verified: ${some(blocked.map(({ reason }) => bare(reason)))}.`,
        ]
      : []),
    ...(totals.notVerified > 0
      ? [
          `${plural(totals.notVerified, 'planned check')} ${totals.notVerified === 1 ? 'has' : 'have'} no outcome.`,
        ]
      : []),
  ];
}

function planReasons({ duplicates, strangers }: Evidence): string[] {
  return [
    ...(duplicates.length > 0 ? [`The plan holds the same check more than once: ${some(duplicates)}.`] : []),
    ...(strangers.length > 0 ? [`A check was recorded that is not in the plan: ${some(strangers)}.`] : []),
  ];
}

function runnerReasons(facts: RunnerFacts, context: RunContext): string[] {
  const titles = (outcome: RunnerFacts['problems'][number]['outcome']) =>
    facts.problems.filter((problem) => problem.outcome === outcome).map(({ title }) => title);
  const told = (number: number, noun: string, outcome: RunnerFacts['problems'][number]['outcome']) => {
    if (number === 0) return [];
    const names = titles(outcome);
    return [`${plural(number, 'test')} ${noun}${names.length > 0 ? `: ${some(names)}` : ''}.`];
  };
  const count = facts.passed + facts.failed + facts.flaky;
  return [
    ...(facts.errors.length > 0
      ? [`Playwright reported an error outside any test: ${some(facts.errors)}.`]
      : []),
    ...told(facts.failed, 'failed', 'failed'),
    ...told(facts.flaky, 'passed only when tried again', 'flaky'),
    ...told(facts.notRun, 'never ran', 'notRun'),
    ...told(facts.skipped, facts.skipped === 1 ? 'was skipped' : 'were skipped', 'skipped'),
    ...(count === 0 ? ['No test ran.'] : []),
    ...(facts.focused ? ['A focused test (.only) narrowed the run.'] : []),
    ...(context.filters.length > 0
      ? [`The run is partial: it was narrowed by ${some(context.filters)}.`]
      : []),
    ...(context.exitCode === 0 ? [] : [`Playwright ended with exit code ${context.exitCode}.`]),
  ];
}

/**
 * The policy loader refuses these already; a report must not rest on that alone. What a deployment may not have is put out
 * of scope where there is nothing of it to check.
 */
function scopeReasons({ planned, context: { outOfScope } }: Evidence): string[] {
  const forbidden = outOfScope.filter(
    ({ check }) =>
      !mayBeOutOfScope(check) || (/^(?:isolation|access)\//.test(check) && isPlanned(check, planned)),
  );
  const orphaned = outOfScope.filter(({ reason, owner }) => reason.trim() === '' || owner.trim() === '');
  return [
    ...(forbidden.length > 0
      ? [`This cannot be out of scope: ${some(forbidden.map(({ check }) => check))}.`]
      : []),
    ...(orphaned.length > 0
      ? [`A check is out of scope without a reason or an owner: ${some(orphaned.map(({ check }) => check))}.`]
      : []),
  ];
}

function some(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = names.slice(0, NAMED).map(bare).join('; ');
  return rest > 0 ? `${shown}; and ${rest} more` : shown;
}

const bare = (text: string): string => text.trim().replace(/\.+$/, '');
const sentence = (text: string): string => `${bare(text)}.`;
const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
const count = (items: readonly unknown[], noun: string): string => plural(items.length, noun);
