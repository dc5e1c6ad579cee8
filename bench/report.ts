/** What a measurement stands on, and `reports/bench.json`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Machine, Measured, Report } from './model.ts';
import { rounded } from './statistics.ts';

const SCHEMA = 'bulkhead.bench/1';

function machine(): Machine {
  return {
    cores: os.availableParallelism(),
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
    load: rounded(os.loadavg()[0] ?? 0, 1),
  };
}

export const meets = (ratio: number, goal: Measured['goal']): boolean =>
  'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;

/** Call when a measurement begins; the result takes what came of it. */
export function measured(): (ratio: number, goal: Measured['goal']) => Measured {
  const facts = { measuredAt: new Date().toISOString(), machine: machine() };
  return (ratio, goal) => ({ ...facts, ratio: rounded(ratio, 3), goal, met: meets(ratio, goal) });
}

export class ReportFile {
  readonly path: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.path = path.join(folder, 'bench.json');
  }

  /** The last report, of which a new one takes what is not measured anew; none of another shape. */
  last(): Report {
    try {
      const report = existsSync(this.path)
        ? (JSON.parse(readFileSync(this.path, 'utf8')) as Report)
        : undefined;
      if (report?.schema === SCHEMA) return report;
    } catch {
      // Broken off while it was written: as good as none.
    }
    return { schema: SCHEMA };
  }

  write(report: Report): void {
    writeFileSync(this.path, `${JSON.stringify(report, null, 2)}\n`);
  }
}

/** `(goal: at least 0.7, met)` */
function verdict({ goal, met }: Measured): string {
  const wanted = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
  return `(goal: ${wanted}, ${met ? 'met' : 'NOT met'})`;
}

/** A line for each measurement of a report. */
export function summaryOf({ probes, sensors, tenants }: Report): string[] {
  return [
    ...(probes
      ? [
          `probes   ${probes.ratio} of a plain client's probes a second ${verdict(probes)}: ` +
            `${probes.cpuMs.engine} ms of processor a probe against ${probes.cpuMs.plain} ms, ${probes.canaries} canaries`,
        ]
      : []),
    ...(sensors
      ? [
          `sensors  ${sensors.ratio} of the time without them ${verdict(sensors)}: ${sensors.tests} tests of a browser; ` +
            `${sensors.dearest.ratio} where they have most to do, ${sensors.dearest.tests} tests`,
        ]
      : []),
    ...(tenants
      ? [
          `tenants  ${tenants.ratio} of the cost of a tenant ${verdict(tenants)}: ` +
            tenants.sizes
              .map(({ tenants: count, secondsPerTenant }) => `${count} at ${secondsPerTenant} s each`)
              .join(', '),
        ]
      : []),
  ];
}
