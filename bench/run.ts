/** `npm run bench`: what does the suite cost? See `USAGE` in options.ts. */
import path from 'node:path';
import { Interruption } from '../proof/interruption.ts';
import { ProofError } from '../proof/model.ts';
import { endAll } from '../proof/processes.ts';
import { ROOT, Snapshot, type Workspace } from '../proof/workspace.ts';
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
export async function main(args: string[]): Promise<number> {
  const interruption = new Interruption();
  let snapshot: Snapshot | undefined;
  try {
    const options = readOptions(args);
    if (options === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    const file = new ReportFile(REPORTS);
    snapshot = new Snapshot();
    const workspace = snapshot.workspace(1);
    const fresh: Report = { schema: 'bulkhead.bench/1' };
    for (const name of options.only) {
      const say = (text: string): void => write(`${name.padEnd(8)} ${text}`);
      Object.assign(fresh, await MEASURES[name](workspace, options, say));
      file.write({ ...file.last(), ...fresh });
    }
    write(`\n${summaryOf(fresh).join('\n')}\n\n  Figures     ${path.relative(ROOT, file.path)}`);
    return interruption.exitCode ?? 0;
  } catch (error) {
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    if (!(error instanceof ProofError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  } finally {
    await endAll();
    snapshot?.remove();
  }
}
