/** What a run says of a mutant. Pure. */
import type { Kill, Observed, Verdict, Report } from './model.ts';

const inVain = ({ notedInVain }: Observed): Pick<Verdict, 'notedInVain'> =>
  notedInVain ? { notedInVain } : {};

/** Two parts of one trial, in the order in which they ran. */
export function together(first: Observed, second: Observed): Observed {
  const late = first.late ?? second.late;
  return {
    findings: [...first.findings, ...second.findings],
    blocked: [...first.blocked, ...second.blocked],
    settled: first.settled + second.settled,
    broken: [...first.broken, ...second.broken],
    ...(late === undefined ? {} : { late }),
    ...inVain(first),
  };
}

/** Each rule and test once, those of the rule named first. */
function kills(findings: readonly Kill[], rule: string): Kill[] {
  const unique = new Map(
    findings.map(({ rule: broken, test }) => [`${broken}\n${test}`, { rule: broken, test }]),
  );
  const all = [...unique.values()];
  return [...all.filter((kill) => kill.rule === rule), ...all.filter((kill) => kill.rule !== rule)];
}

/**
 * A finding kills, whatever else went wrong. Without one, a run in which any check was blocked or any test broke off
 * proves nothing, and only a run in which all passed lets the mutant survive.
 */
export function verdictOf(rule: string, seen: Observed): Verdict {
  const { findings, blocked, settled, broken, late } = seen;
  if (findings.length > 0) return { status: 'killed', killedBy: kills(findings, rule), ...inVain(seen) };
  const reason =
    late ??
    (blocked[0] === undefined ? undefined : `blocked: ${blocked[0]}`) ??
    broken[0] ??
    (settled === 0 ? 'no check ran' : undefined);
  return reason === undefined
    ? { status: 'survived', killedBy: [] }
    : { status: 'invalid', killedBy: [], reason };
}

/** Whether the rule that a mutant names is among those that found it. */
export function byNamedRule({ rule, status, killedBy }: Verdict & { rule: string }): boolean {
  return status === 'killed' && killedBy.some((kill) => kill.rule === rule);
}

/** What was seen on the honest target first. */
export function controlOf({ controlChecks }: Report): string {
  return controlChecks > 0
    ? `${controlChecks} checks passed on the honest target before them`
    : 'the honest target was not tried before them';
}
