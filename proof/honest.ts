/** The other direction: under load, the whole suite has nothing to say about an honest target. */
import { availableParallelism } from 'node:os';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type HonestRun, ProofError } from './model.ts';
import { Child, lastLine, LEASH, machineEnvironment } from './processes.ts';
import { withoutSecrets } from './secrets.ts';
import { startTarget, type Target } from './target.ts';
import type { Workspace } from './workspace.ts';

const STRESS = path.join(import.meta.dirname, 'stress.mjs');
const LIMIT_MS = 1_200_000;

/** The part of `readiness.json` that matters here. */
interface Readiness {
  decision: string;
  totals: { planned: number; blocked: number; notVerified: number };
  reasons: string[];
  findings: { rule: string; cells: { title: string }[] }[];
}

/** Keeps the processor and the target busy until it is ended. */
function startStress(folder: string, { variables }: Target): Child[] {
  const { APP_URL, API_URL, AUTH0_DOMAIN } = variables;
  const addresses = [`${APP_URL}/`, `${API_URL}/health`, `${AUTH0_DOMAIN}/.well-known/openid-configuration`];
  const tasks = [
    ...Array.from({ length: availableParallelism() }, () => ['cpu']),
    ['requests', ...addresses],
    ['delays', path.join(folder, '.target', 'state.json')],
  ];
  const options = { cwd: folder, env: machineEnvironment() };
  return tasks.map((task) => new Child(process.execPath, ['--import', LEASH, STRESS, ...task], options));
}

/** One run of the whole suite under load. @throws ProofError when it leaves no decision */
async function honestRun(folder: string, target: Target): Promise<HonestRun> {
  const started = performance.now();
  const stress = startStress(folder, target);
  try {
    const file = path.join(folder, 'reports', 'readiness.json');
    rmSync(file, { force: true });
    const suite = new Child(process.execPath, ['--import', LEASH, '--import', 'tsx', 'engine/cli/run.ts'], {
      cwd: folder,
      env: { ...machineEnvironment(), ...target.variables },
    });
    if (!(await suite.endedWithin(LIMIT_MS))) await suite.end();
    if (!existsSync(file))
      throw new ProofError(
        `the run against the honest target left no decision: ${withoutSecrets(lastLine(suite.output), target.variables)}`,
      );
    const { decision, totals, findings, reasons } = JSON.parse(readFileSync(file, 'utf8')) as Readiness;
    return {
      decision,
      findings: findings.map(({ rule, cells }) => ({ rule, test: cells[0]?.title ?? '' })),
      checks: totals.planned,
      blocked: totals.blocked + totals.notVerified,
      reasons: reasons.slice(0, 5),
      durationMs: Math.round(performance.now() - started),
    };
  } finally {
    await Promise.all(stress.map((child) => child.end()));
  }
}

/**
 * Does something with runs against one honest target, as the runs of many nights are against one deployment: each finds
 * what the ones before have left in its logs.
 */
export async function onHonestTarget<T>(
  workspace: Workspace,
  work: (run: () => Promise<HonestRun>) => Promise<T>,
): Promise<T> {
  workspace.reset();
  const target = await startTarget(workspace.folder);
  try {
    return await work(() => honestRun(workspace.folder, target));
  } finally {
    await target.stop();
  }
}
