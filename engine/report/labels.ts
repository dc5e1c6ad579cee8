/** Allure labels of a test: where it stands in the tree, how grave a failure is, and what it checks. */
import { epic, feature as featureLabel, links, severity as severityLabel, tags } from 'allure-js-commons';
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
  await epic(gate);
  await featureLabel(feature);
  await severityLabel(SEVERITY[severity]);
  if (references.size === 0) return;
  await tags(...references.keys());
  await links(...[...references.values()].map(({ id, url }) => ({ name: id, url, type: 'standard' })));
}
