import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observed } from '../model.ts';
import { byNamedRule, together, verdictOf } from '../verdict.ts';

const passed: Observed = { findings: [], blocked: [], settled: 3, broken: [] };
const named = { rule: 'cross-tenant-read', test: 'No other tenant reads a competitor' };
const other = { rule: 'server-error', test: 'Malformed input is refused' };

test('a run in which all passed lets the mutant survive', () => {
  assert.deepEqual(verdictOf(named.rule, passed), { status: 'survived', killedBy: [] });
});

test('a finding kills, that of the rule named first, and each rule and test is told once', () => {
  const verdict = verdictOf(named.rule, { ...passed, findings: [other, named, named, other] });
  assert.deepEqual(verdict, { status: 'killed', killedBy: [named, other] });
  assert.ok(byNamedRule({ rule: named.rule, ...verdict }));
});

test('a finding of another rule kills too, and is not taken for one of the rule named', () => {
  const verdict = verdictOf(named.rule, { ...passed, findings: [other] });
  assert.equal(verdict.status, 'killed');
  assert.ok(!byNamedRule({ rule: named.rule, ...verdict }));
});

test('a finding kills although another check was blocked, broke off or came too late', () => {
  const seen = {
    ...passed,
    findings: [named],
    blocked: ['no session'],
    broken: ['a test: timed out'],
    late: 'late',
  };
  assert.equal(verdictOf(named.rule, seen).status, 'killed');
});

for (const [what, seen, reason] of [
  [
    'a blocked check',
    { ...passed, blocked: ['hotel-admin is not signed in', 'more'] },
    /^blocked: hotel-admin/,
  ],
  [
    'a test that crashed or timed out',
    { ...passed, broken: ['a test: failed: worker crashed'] },
    /worker crashed/,
  ],
  ['a run that took too long', { ...passed, late: 'the checks took longer than 1 s' }, /longer than 1 s/],
  ['a run without a check', { ...passed, settled: 0 }, /no check ran/],
] as const) {
  test(`${what} is no kill and no survival`, () => {
    const verdict = verdictOf(named.rule, { ...seen, blocked: [...seen.blocked], broken: [...seen.broken] });
    assert.equal(verdict.status, 'invalid');
    assert.match(verdict.reason ?? '', reason);
    assert.deepEqual(verdict.killedBy, []);
  });
}

test('two parts of a trial are judged as one', () => {
  const blocked = { ...passed, blocked: ['no session'] };
  assert.deepEqual(together(blocked, { ...passed, findings: [named], late: 'late' }), {
    findings: [named],
    blocked: ['no session'],
    settled: 6,
    broken: [],
    late: 'late',
  });
});
