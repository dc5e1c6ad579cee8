import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { loadPolicy } from '../../policy/load.ts';
import { secondFactors } from '../second-factor.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const [who = ''] = Object.entries(policy.identities).find(([, { secondFactor }]) => secondFactor) ?? [];

/** Ids of what is tried, with these changes to whoever has a second factor. */
function tried(changes: Partial<Policy['identities'][string]>): string[] {
  const identity = { ...policy.identities[who], ...changes } as Policy['identities'][string];
  const groups = secondFactors({ ...policy, identities: { ...policy.identities, [who]: identity } });
  return groups.flatMap(({ cells }) => cells.map(({ id }) => id));
}
const naming = (ids: string[]): string[] => ids.filter((id) => id.includes('/named/'));

test('a login names every tenant that the person belongs to', () => {
  assert.deepEqual(naming(tried({ tenant: 'hotel', also: ['cinema'] })), [
    `session/second-factor/${who}/named/hotel`,
    `session/second-factor/${who}/named/cinema`,
  ]);
});

test('somebody else of the same tenant, without a second factor, is named in place of the person', () => {
  const others = secondFactors(policy).flatMap(({ cells }) => cells.flatMap(({ other }) => other ?? []));
  assert.deepEqual(others, ['gym-managed']);
  assert.ok(!tried({ tenant: 'nowhere' }).includes(`session/second-factor/${who}/edited`));
});

test('whoever belongs nowhere names nothing, and is tried all the same', () => {
  const { tenant: _tenant, ...nowhere } = policy.identities[who] as Policy['identities'][string];
  const groups = secondFactors({ ...policy, identities: { [who]: nowhere } });
  const ids = groups.flatMap(({ cells }) => cells.map(({ id }) => id));
  assert.deepEqual(naming(ids), []);
  assert.ok(ids.includes(`session/second-factor/${who}/asked`));
});

test('nothing is tried of people without a second factor, or who are refused', () => {
  assert.deepEqual(tried({ secondFactor: false }), []);
  assert.deepEqual(tried({ expect: 'refused' }), []);
});
