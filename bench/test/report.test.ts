import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { ProbesMeasured, Report, SensorsMeasured } from '../model.ts';
import { measured, meets, ReportFile, summaryOf } from '../report.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-bench-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const PROBES: ProbesMeasured = {
  ...measured()(0.95849, { atLeast: 0.7 }),
  requests: 2000,
  concurrency: 8,
  canaries: 5000,
  against: 'a plain client',
  rounds: [{ engine: 900, plain: 939, ratio: 0.958 }],
  cpuMs: { engine: 0.4, plain: 0.3 },
};
const SENSORS: SensorsMeasured = {
  ...measured()(1.2, { atMost: 1.05 }),
  specs: ['pages', 'sessions'],
  tests: 30,
  pairs: [{ on: 120, off: 100, ratio: 1.2 }],
  dearest: { specs: ['pages'], tests: 3, ratio: 1.3, pairs: [{ on: 13, off: 10, ratio: 1.3 }] },
};

test('a goal is met at its limit', () => {
  assert.ok(meets(0.7, { atLeast: 0.7 }));
  assert.ok(!meets(0.69, { atLeast: 0.7 }));
  assert.ok(meets(1.05, { atMost: 1.05 }));
  assert.ok(!meets(1.06, { atMost: 1.05 }));
});

test('a measurement says when and where it was made', () => {
  assert.equal(PROBES.ratio, 0.958);
  assert.ok(PROBES.met && !SENSORS.met);
  assert.ok(Number.isFinite(Date.parse(PROBES.measuredAt)));
  assert.equal(PROBES.machine.node, process.version);
  assert.ok(PROBES.machine.cores >= 1);
});

test('what is not measured anew stays as it was', () => {
  const file = new ReportFile(scratch);
  assert.deepEqual(file.last(), { schema: 'bulkhead.bench/1' });
  file.write({ ...file.last(), probes: PROBES });
  file.write({ ...file.last(), sensors: SENSORS });
  assert.deepEqual(file.last(), { schema: 'bulkhead.bench/1', probes: PROBES, sensors: SENSORS });
});

test('a report that was broken off, or of another shape, counts as none', () => {
  const file = new ReportFile(scratch);
  for (const text of ['{"schema":"bulkhead.ben', '{"schema":"bulkhead.bench/0","probes":{}}']) {
    writeFileSync(file.path, text);
    assert.deepEqual(file.last(), { schema: 'bulkhead.bench/1' });
  }
});

test('the summary names each ratio, its goal, and whether it was met', () => {
  const report: Report = { schema: 'bulkhead.bench/1', probes: PROBES, sensors: SENSORS };
  const [probes, sensors, ...rest] = summaryOf(report);
  assert.match(probes ?? '', /^probes +0\.958 .*\(goal: at least 0\.7, met\)/);
  assert.match(
    sensors ?? '',
    /^sensors +1\.2 .*\(goal: at most 1\.05, NOT met\).*; 1\.3 where they have most to do, 3 tests$/,
  );
  assert.deepEqual(rest, []);
});
