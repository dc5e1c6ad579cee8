/** `npm run bench`: what does the suite cost? See `USAGE` in options.ts. */
import path from 'node:path';
import { runCommand } from '../proof/command.ts';
import { ROOT, type Workspace } from '../proof/workspace.ts';
import type { Measurement, Report } from './model.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { measureProbes } from './probes.ts';
import { ReportFile, summaryOf } from './report.ts';
import { measureSensors } from './sensors.ts';
import type { Say } from './stage.ts';
import { measureTenants } from './tenants.ts';

const REPORTS = path.join(ROOT, 'reports');
const write = (text: string): void => void process.stdout.write(`${text}\n`);

type Measure = (workspace: Workspace, options: Options, say: Say) => Promise<Partial<Report>>;

const MEASURES: Readonly<Record<Measurement, Measure>> = {
  probes: async (workspace, { rounds }, say) => ({ probes: await measureProbes(workspace, rounds, say) }),
  sensors: async (workspace, { pairs }, say) => ({ sensors: await measureSensors(workspace, pairs, say) }),
  tenants: async (workspace, { tenants }, say) => ({
    tenants: await measureTenants(workspace, tenants, say),
  }),
};

/** Measures. Returns the exit code. */
export function main(args: string[]): Promise<number> {
  const read = (): Options | 'help' => readOptions(args);
  return runCommand(USAGE, read, async (options, snapshot) => {
    const file = new ReportFile(REPORTS);
    const workspace = snapshot.workspace(1);
    const fresh: Report = { schema: 'bulkhead.bench/1' };
    for (const name of options.only) {
      const say = (text: string): void => write(`${name.padEnd(8)} ${text}`);
      Object.assign(fresh, await MEASURES[name](workspace, options, say));
      file.write({ ...file.last(), ...fresh });
    }
    write(`\n${summaryOf(fresh).join('\n')}\n\n  Figures     ${path.relative(ROOT, file.path)}`);
    return 0;
  });
}
