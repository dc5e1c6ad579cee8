/** Merges what many checks saw of one fault into one finding. */
import { type Cell, type CellRecord, type Finding, SEVERITIES, type Severity } from '../model.ts';
import { RULES } from '../rules.ts';
import { groupBy } from './group.ts';
import type { CellReference, ReportedFinding } from './readiness.ts';
import { referencesOf } from './references.ts';

/**
 * One entry a fault, the most severe first. The gate is that of the rule, whichever check saw it; of
 * differing severities the worst stands.
 */
export function mergeFindings(
  records: readonly CellRecord[],
  plan: ReadonlyMap<string, Cell>,
): ReportedFinding[] {
  const all = records.flatMap((record) => record.findings.map((finding) => ({ finding, record })));
  return [...groupBy(all, ({ finding }) => `${finding.rule} ${finding.fingerprint}`).values()]
    .map((same) => {
      const first = same[0]!.finding;
      return {
        ...reported(first),
        severity: worst(same.map(({ finding }) => finding.severity)),
        actors: [...new Set(same.map(({ finding }) => finding.actor))],
        cells: [...new Set(same.map(({ record }) => record.cellId))].map((id) =>
          cellReference(id, first, plan),
        ),
      };
    })
    .sort((a, b) => rank(a.severity) - rank(b.severity) || b.cells.length - a.cells.length);
}

function reported(finding: Finding): Omit<ReportedFinding, 'severity' | 'actors' | 'cells'> {
  const { gate, why, look } = RULES[finding.rule];
  return {
    fingerprint: finding.fingerprint,
    rule: finding.rule,
    gate,
    title: finding.title,
    ...(finding.request ? { request: { method: finding.request.method, path: finding.request.path } } : {}),
    expected: finding.expected,
    seen: finding.seen,
    why,
    look,
    references: referencesOf(finding.rule),
  };
}

function cellReference(id: string, finding: Finding, plan: ReadonlyMap<string, Cell>): CellReference {
  const cell = plan.get(id);
  return cell ? { id, gate: cell.gate, title: cell.title } : { id, gate: finding.gate, title: id };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'critical';
}
