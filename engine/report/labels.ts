/** Allure labels of a test: where it stands in the tree, how grave a failure is, and what it checks. */
import { LabelName, labels, links } from 'allure-js-commons';
import type { Gate, Severity } from '../model.ts';
import type { RuleId } from '../rules.ts';
import { referencesOf } from './references.ts';

export interface Labels {
  gate: Gate;
  feature: string;
  severity: Severity;
  /** The rules that the test checks; their standards become tags with links. */
  rules: readonly RuleId[];
}

/** Allure's own scale has no `high`; the order is kept. */
const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'normal',
  low: 'minor',
};

/** Labels the running test: gate as epic, what is looked at as feature, CWE, WSTG, ASVS and API Top 10 as tags. */
export async function label({ gate, feature, severity, rules }: Labels): Promise<void> {
  const references = new Map(rules.flatMap(referencesOf).map((reference) => [reference.id, reference]));
  await labels(
    { name: LabelName.EPIC, value: gate },
    { name: LabelName.FEATURE, value: feature },
    { name: LabelName.SEVERITY, value: SEVERITY[severity] },
    ...[...references.keys()].map((id) => ({ name: LabelName.TAG, value: id })),
  );
  if (references.size === 0) return;
  await links(...[...references.values()].map(({ id, url }) => ({ name: id, url, type: 'standard' })));
}
