import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Outcome, VARIANTS, isAllGo, tableOf } from '../lib/variants.ts';

const go = (name: string): Outcome => ({
  name,
  exitCode: 0,
  seconds: 200.4,
  readiness: {
    headline: 'GO',
    score: 100,
    totals: { planned: 10, passed: 10, failed: 0, blocked: 0, notVerified: 0 },
  },
});

test('the variants are four, and each is another', () => {
  assert.equal(new Set(VARIANTS.map(({ target }) => JSON.stringify(target))).size, 4);
  assert.equal(new Set(VARIANTS.map(({ name }) => name)).size, 4);
});

test('all is well only when every variant ran and every run said so', () => {
  const all = VARIANTS.map(({ name }) => go(name));
  assert.equal(isAllGo(all, 4), true);
  assert.equal(isAllGo(all.slice(1), 4), false);
  assert.equal(isAllGo([...all.slice(1), { ...go('x'), exitCode: 1 }], 4), false);
  // A run that left no decision has none, whatever its exit code.
  assert.equal(isAllGo([...all.slice(1), { name: 'x', exitCode: 0, seconds: 1 }], 4), false);
});

test('the table names each variant with its decision, and says where there is none', () => {
  const [head, rule, first, second] = tableOf([go('a'), { name: 'b', exitCode: 1, seconds: 3 }]).split('\n');
  assert.match(head ?? '', /^\| Variant +\| Decision +\| Score/);
  assert.match(rule ?? '', /^\| -+ \| -+ \|/);
  assert.match(first ?? '', /^\| a +\| GO +\| 100 +\| 10 +\| 0 +\| 0 +\| 0 +\| 200 s +\|$/);
  assert.match(second ?? '', /^\| b +\| NO-GO: no decision was written \| – /);
});
