import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CellRecord, GATES, type RunContext, type RunnerFacts } from '../../model.ts';
import { judge, WEIGHTS } from '../readiness.ts';
import { allPassed, finding, record, sampleContext, sampleFacts, samplePlan } from './sample.ts';

const plan = samplePlan();
const passed = allPassed(plan);
const judged = (records: readonly CellRecord[], facts = sampleFacts(), context = sampleContext()) =>
  judge(plan, records, facts, context);

describe('a whole run in which everything passed', () => {
  const readiness = judged(passed);

  it('is GO with the full score and no reason', () => {
    assert.equal(readiness.decision, 'GO');
    assert.equal(readiness.headline, 'GO');
    assert.equal(readiness.score, 100);
    assert.deepEqual(readiness.reasons, []);
    assert.equal(readiness.partial, false);
  });

  it('counts every gate', () => {
    assert.deepEqual(
      readiness.gates.map(({ gate, status, planned, executed, passed, score }) => [
        gate,
        status,
        planned,
        executed,
        passed,
        score,
      ]),
      GATES.map((gate) => [gate, 'passed', 3, 3, 3, 100]),
    );
  });

  it('says what it leaves out', () => {
    const outOfScope = [{ check: 'database/outage', reason: 'shared database', owner: 'ops' }];
    const { decision, headline } = judged(passed, sampleFacts(), sampleContext({ outOfScope }));
    assert.deepEqual([decision, headline], ['GO', 'GO, without database/outage']);
  });

  it('leaves out what a deployment does not have, also of isolation, but nothing that it could check', () => {
    const outOfScope = [{ check: 'isolation/served-file', reason: 'no uploads', owner: 'ops' }];
    const context = sampleContext({ outOfScope });
    assert.equal(judged(passed, sampleFacts(), context).decision, 'GO');
    const [cell] = plan;
    assert.ok(cell);
    const wider = [...plan, { ...cell, id: 'isolation/served-file/attachments/page' }];
    const { decision, reasons } = judge(wider, allPassed(wider), sampleFacts(), context);
    assert.deepEqual([decision, reasons], ['NO-GO', ['This cannot be out of scope: isolation/served-file.']]);
  });
});

it('weighs the gates to one hundred', () => {
  assert.equal(
    Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0),
    100,
  );
});

describe('what Playwright said stops a GO', () => {
  const cases: [string, Partial<RunnerFacts>, RegExp, boolean][] = [
    [
      'a failed test',
      { failed: 1, problems: [{ title: 'T1', outcome: 'failed', message: 'm' }] },
      /1 test failed: T1\./,
      false,
    ],
    [
      'a flaky test',
      { flaky: 1, problems: [{ title: 'T2', outcome: 'flaky', message: 'm' }] },
      /passed only when tried again: T2/,
      false,
    ],
    ['a skipped test', { skipped: 1 }, /1 test was skipped\./, true],
    ['skipped tests', { skipped: 2 }, /2 tests were skipped\./, true],
    ['a test that never ran', { notRun: 4 }, /4 tests never ran\./, true],
    [
      'an error outside tests',
      { errors: ['Cannot find module'] },
      /error outside any test: Cannot find module\./,
      false,
    ],
    ['a focused test', { focused: true }, /focused test/, true],
    ['no test at all', { passed: 0 }, /No test ran\./, false],
  ];
  for (const [name, change, reason, partial] of cases) {
    it(name, () => {
      const readiness = judged(passed, sampleFacts(change));
      assert.equal(readiness.decision, 'NO-GO');
      assert.match(readiness.reasons.join('\n'), reason);
      assert.equal(readiness.reasons.length, 1);
      assert.equal(readiness.partial, partial);
    });
  }
});

describe('what the run says stops a GO', () => {
  const scope = (check: string, reason = 'r', owner = 'o') => ({ outOfScope: [{ check, reason, owner }] });
  const cases: [string, Partial<RunContext>, RegExp][] = [
    ['a filter', { filters: ['--grep login'] }, /partial: it was narrowed by --grep login\./],
    ['an exit code', { exitCode: 1 }, /exit code 1\./],
    [
      'a blocker',
      { blockers: ['webkit is not installed'] },
      /^The run is blocked: webkit is not installed\.$/,
    ],
    ['a leak', { leakedFiles: ['allure/index.html'] }, /1 report file held a secret .*allure\/index\.html/],
    ['isolation out of scope', scope('isolation'), /cannot be out of scope: isolation\./],
    [
      'an access check out of scope',
      scope('access/denied-page'),
      /cannot be out of scope: access\/denied-page/,
    ],
    ['isolation out of scope in disguise', scope(' Isolation/x'), /cannot be out of scope/],
    [
      'a part of what may be',
      scope('isolation/export/exports'),
      /cannot be out of scope: isolation\/export\/exports/,
    ],
    ['everything out of scope', scope(''), /cannot be out of scope/],
    ['what shows that a sensor sees', scope('infrastructure/sensor/canary'), /cannot be out of scope/],
    [
      'out of scope without reason',
      scope('database/outage', ' '),
      /without a reason or an owner: database\/outage/,
    ],
    ['out of scope without owner', scope('database/outage', 'r', ''), /without a reason or an owner/],
  ];
  for (const [name, change, reason] of cases) {
    it(name, () => {
      const readiness = judged(passed, sampleFacts(), sampleContext(change));
      assert.equal(readiness.decision, 'NO-GO');
      assert.equal(readiness.reasons.length, 1, readiness.reasons.join('\n'));
      assert.match(readiness.reasons[0] ?? '', reason);
    });
  }

  it('and a filter is said in the headline', () => {
    assert.equal(
      judged(passed, sampleFacts(), sampleContext({ filters: ['x'] })).headline,
      'NO-GO (partial run)',
    );
  });
});

describe('the outcome of a cell', () => {
  const target = 'session/check/1';
  const others = passed.filter(({ cellId }) => cellId !== target);
  const gateWith = (...records: CellRecord[]) => {
    const readiness = judged([...others, ...records]);
    assert.equal(readiness.decision, 'NO-GO');
    const { failed, blocked, notVerified, executed, passed: good, status } = readiness.gates[2]!;
    return { failed, blocked, notVerified, executed, passed: good, status };
  };
  const failed = record(target, { verdict: 'failed', reason: 'no' });
  const blocked = record(target, { verdict: 'blocked', reason: 'the login did not work' });
  const good = record(target, { retry: 1 });

  const cases: [string, CellRecord[], ReturnType<typeof gateWith>][] = [
    ['failed', [failed], { failed: 1, blocked: 0, notVerified: 0, executed: 3, passed: 2, status: 'failed' }],
    [
      'failed, then passed',
      [failed, good],
      { failed: 1, blocked: 0, notVerified: 0, executed: 3, passed: 2, status: 'failed' },
    ],
    [
      'passed, then failed',
      [good, failed],
      { failed: 1, blocked: 0, notVerified: 0, executed: 3, passed: 2, status: 'failed' },
    ],
    [
      'blocked',
      [blocked],
      { failed: 0, blocked: 1, notVerified: 0, executed: 2, passed: 2, status: 'blocked' },
    ],
    [
      'blocked, then passed',
      [blocked, good],
      { failed: 0, blocked: 1, notVerified: 0, executed: 2, passed: 2, status: 'blocked' },
    ],
    [
      'blocked and failed',
      [blocked, failed],
      { failed: 1, blocked: 0, notVerified: 0, executed: 3, passed: 2, status: 'failed' },
    ],
    ['no record', [], { failed: 0, blocked: 0, notVerified: 1, executed: 2, passed: 2, status: 'blocked' }],
    [
      'passed, with a finding',
      [record(target, { findings: [finding('token-accepted')] })],
      { failed: 1, blocked: 0, notVerified: 0, executed: 3, passed: 2, status: 'failed' },
    ],
  ];
  for (const [name, records, expected] of cases) {
    it(name, () => assert.deepEqual(gateWith(...records), expected));
  }

  it('is told with its reason, grouped', () => {
    const two = [
      blocked,
      record('session/check/0', { verdict: 'blocked', reason: 'the login did not work' }),
    ];
    const rest = passed.filter(({ cellId }) => !two.some((each) => each.cellId === cellId));
    const readiness = judged([...rest, ...two]);
    assert.deepEqual(
      readiness.blocked.map(({ reason, cells }) => [reason, cells.map(({ id }) => id)]),
      [['the login did not work', ['session/check/0', 'session/check/1']]],
    );
    assert.match(readiness.reasons.join('\n'), /2 checks could not be verified: the login did not work\./);
  });

  it('keeps a failure without a finding', () => {
    const readiness = judged([...others, failed]);
    assert.equal(readiness.failedWithoutFinding[0]?.reason, 'no');
    assert.match(readiness.reasons[0] ?? '', /1 check failed without a finding: session\/check\/1\./);
  });
});

describe('the plan', () => {
  it('with nothing for a gate leaves that gate blocked with score 0', () => {
    const narrow = plan.filter(({ gate }) => gate !== 'database');
    const readiness = judge(narrow, allPassed(narrow), sampleFacts(), sampleContext());
    assert.equal(readiness.decision, 'NO-GO');
    assert.equal(readiness.score, 90);
    assert.deepEqual([readiness.gates[4]?.status, readiness.gates[4]?.score], ['blocked', 0]);
    assert.match(readiness.reasons.join('\n'), /The gate database is blocked: nothing is planned for it\./);
  });

  it('that is empty is NO-GO', () => {
    const readiness = judge([], [], sampleFacts(), sampleContext());
    assert.deepEqual([readiness.decision, readiness.score], ['NO-GO', 0]);
    assert.ok(readiness.reasons.includes('Nothing was executed.'));
  });

  it('with the same id twice is NO-GO', () => {
    const readiness = judge([...plan, plan[0]!], passed, sampleFacts(), sampleContext());
    assert.deepEqual(readiness.reasons, ['The plan holds the same check more than once: isolation/check/0.']);
  });

  it('does not know a recorded check: NO-GO', () => {
    const readiness = judged([...passed, record('isolation/other')]);
    assert.deepEqual(readiness.reasons, ['A check was recorded that is not in the plan: isolation/other.']);
  });

  it('may hold ids that are names of object members', () => {
    const odd = plan.map((cell, index) => (index === 0 ? { ...cell, id: '__proto__' } : cell));
    assert.equal(judge(odd, allPassed(odd), sampleFacts(), sampleContext()).decision, 'GO');
    assert.equal(judge(odd, passed.slice(1), sampleFacts(), sampleContext()).totals.notVerified, 1);
  });

  it('of which nothing ran is NO-GO with score 0', () => {
    const readiness = judged([]);
    assert.deepEqual([readiness.decision, readiness.score, readiness.totals.notVerified], ['NO-GO', 0, 18]);
  });
});

describe('a finding', () => {
  it('fails the gate of its rule, whichever cell saw it', () => {
    const seen = record('access/check/0', { verdict: 'failed', findings: [finding('error-disclosure')] });
    const readiness = judged([...passed.filter(({ cellId }) => cellId !== 'access/check/0'), seen]);
    const disclosure = readiness.gates.find(({ gate }) => gate === 'disclosure');
    assert.deepEqual([disclosure?.status, disclosure?.passed, disclosure?.findings], ['failed', 3, 1]);
    assert.equal(readiness.decision, 'NO-GO');
  });

  it('is told once, with every cell and actor that saw it and the worst severity', () => {
    const seen = [
      record('isolation/check/0', {
        verdict: 'failed',
        findings: [finding('existence-oracle', { severity: 'medium' })],
      }),
      record('isolation/check/0', { verdict: 'failed', retry: 1, findings: [finding('existence-oracle')] }),
      record('isolation/check/1', {
        verdict: 'failed',
        findings: [finding('existence-oracle', { actor: 'gym-admin' })],
      }),
    ];
    const { findings } = judged([...passed, ...seen]);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.severity, 'high');
    assert.deepEqual(findings[0]?.actors, ['cinema-viewer', 'gym-admin']);
    assert.deepEqual(
      findings[0]?.cells.map(({ id }) => id),
      ['isolation/check/0', 'isolation/check/1'],
    );
    assert.ok(findings[0]?.references.some(({ id, url }) => id === 'CWE-204' && url.endsWith('/204.html')));
  });

  it('that is critical caps the score at 30', () => {
    const seen = record('isolation/check/0', { findings: [finding('cross-tenant-read')] });
    const readiness = judged([...passed.slice(1), seen]);
    assert.deepEqual([readiness.score, readiness.capped], [30, true]);
    assert.match(
      readiness.reasons[0] ?? '',
      /^1 critical finding \(isolation\): One tenant reads the data of another\.$/,
    );
    assert.match(readiness.reasons.at(-1) ?? '', /The score is 30\.0/);
  });

  it('does not raise a score that is below the cap', () => {
    const seen = record('isolation/check/0', { verdict: 'failed', findings: [finding('cross-tenant-read')] });
    const readiness = judged([seen]);
    assert.deepEqual([readiness.score, readiness.capped], [0, false]);
  });

  it('of a cell that is not in the plan is still told', () => {
    const readiness = judged([...passed, record('elsewhere', { findings: [finding('cross-tenant-read')] })]);
    assert.equal(readiness.findings.length, 1);
    assert.equal(readiness.score, 30);
  });
});

describe('reasons', () => {
  it('come in order of importance', () => {
    const readiness = judged(
      [
        record('isolation/check/0', { verdict: 'failed', findings: [finding('existence-oracle')] }),
        record('isolation/check/1', { verdict: 'failed', findings: [finding('cross-tenant-read')] }),
        record('access/check/0', { verdict: 'blocked', reason: 'no session' }),
      ],
      sampleFacts({ failed: 2 }),
      sampleContext({ leakedFiles: ['junit.xml'], blockers: ['the API is down'], exitCode: 1 }),
    );
    const order = [
      /critical/,
      /high finding/,
      /secret/,
      /the API is down/,
      /could not be verified/,
      /no outcome/,
      /tests failed/,
      /exit code/,
      /score/,
    ];
    const places = order.map((pattern) => readiness.reasons.findIndex((reason) => pattern.test(reason)));
    assert.ok(!places.includes(-1), readiness.reasons.join('\n'));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  it('name three and count the rest', () => {
    const { reasons } = judged([...passed, ...[1, 2, 3, 4, 5].map((n) => record(`x/${n}`))]);
    assert.deepEqual(reasons, ['A check was recorded that is not in the plan: x/1; x/2; x/3; and 2 more.']);
  });
});

describe('the score never flatters', () => {
  it('9 999 of 10 000 is not 100', () => {
    const large = samplePlan(10_000);
    const records = allPassed(large).slice(1);
    const readiness = judge(large, records, sampleFacts(), sampleContext());
    assert.equal(readiness.score, 99.9);
    assert.equal(readiness.gates[0]?.score, 99.9);
    assert.equal(readiness.decision, 'NO-GO');
  });

  it('rounds down, and knows 99.9 from its binary neighbour', () => {
    const large = samplePlan(100);
    const readiness = judge(
      large,
      allPassed(large).filter(({ cellId }) => cellId !== 'database/check/7'),
      sampleFacts(),
      sampleContext(),
    );
    assert.equal(readiness.score, 99.9);
  });
});

describe('for any plan', () => {
  const plans = [1, 2, 5].map((size) => samplePlan(size));

  it('removing any record from an all-passed run is never GO', () => {
    for (const each of plans) {
      const records = allPassed(each);
      assert.equal(judge(each, records, sampleFacts(), sampleContext()).decision, 'GO');
      for (const left of records) {
        const readiness = judge(
          each,
          records.filter((one) => one !== left),
          sampleFacts(),
          sampleContext(),
        );
        assert.equal(readiness.decision, 'NO-GO');
        assert.ok(readiness.score < 100);
      }
    }
  });

  it('adding any failed or blocked record is never GO, wherever it stands', () => {
    for (const each of plans) {
      const records = allPassed(each);
      for (const { id } of each) {
        for (const verdict of ['failed', 'blocked'] as const) {
          const bad = record(id, { verdict });
          for (const mixed of [
            [bad, ...records],
            [...records, bad],
          ]) {
            assert.equal(judge(each, mixed, sampleFacts(), sampleContext()).decision, 'NO-GO');
          }
        }
      }
    }
  });

  it('removing any cell from the plan is never GO', () => {
    for (const each of plans) {
      const records = allPassed(each);
      for (const cell of each) {
        const narrower = each.filter((one) => one !== cell);
        assert.equal(judge(narrower, records, sampleFacts(), sampleContext()).decision, 'NO-GO');
      }
    }
  });

  it('a decision is GO exactly when no reason is given', () => {
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 500; round += 1) {
      const each = samplePlan(1 + Math.floor(random() * 3));
      const records = each.flatMap(({ id }) =>
        random() < 0.05
          ? []
          : [record(id, { verdict: random() < 0.05 ? 'failed' : random() < 0.05 ? 'blocked' : 'passed' })],
      );
      const readiness = judge(each, records, sampleFacts(), sampleContext());
      const sound = records.length === each.length && records.every(({ verdict }) => verdict === 'passed');
      assert.equal(readiness.decision === 'GO', sound);
      assert.equal(readiness.reasons.length === 0, sound);
    }
  });
});
