/** What a tenant costs: time and checks for more and more of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cellsOf, makePlan } from '../engine/plan/index.ts';
import { parsePolicy } from '../engine/policy/load.ts';
import { startTarget } from '../proof/target.ts';
import type { Workspace } from '../proof/workspace.ts';
import { BenchError, type Size, type TenantsMeasured } from './model.ts';
import { policyFor, type Seed } from './policy.ts';
import { measured } from './report.ts';
import type { Say } from './stage.ts';
import { rounded, sum } from './statistics.ts';
import { PARTS, prepare, READ_GATES, type Ran, runPart } from './suite.ts';

const PART =
  'sign-in, harvest, and the checks of the API in the isolation and access gates, those that change something included';
const POLICY = 'policy/marketedge.yaml';
const GENERATED = 'policy/bench.yaml';
const GOAL = { atMost: 1.1 };

/** Checks of the plan of a policy: all, and those that are run here. */
function planned(text: string, allPairs: boolean): { cells: number; checks: number } {
  const policy = parsePolicy(text, GENERATED);
  const plan = makePlan(policy, ['chromium'], { allPairs });
  const reads = plan.reads.filter(({ group }) => READ_GATES.includes(group.gate));
  const checks = sum([...reads, ...plan.changes].map(({ group }) => group.cells.length));
  return { cells: cellsOf(plan, policy.outOfScope).length, checks };
}

async function measureSize(workspace: Workspace, tenants: number): Promise<Size> {
  workspace.reset();
  const { folder } = workspace;
  const target = await startTarget(folder, { TARGET_TENANTS: String(tenants) });
  try {
    const seed = JSON.parse(readFileSync(path.join(folder, '.target', 'seed.json'), 'utf8')) as Seed;
    const text = policyFor(readFileSync(path.join(folder, POLICY), 'utf8'), seed);
    writeFileSync(path.join(folder, GENERATED), text);
    const [{ cells, checks }, all] = [planned(text, false), planned(text, true)];
    const variables = { ...target.variables, POLICY: GENERATED };
    const signIn = await prepare(folder, variables, PARTS.signIn);
    const harvest = await prepare(folder, variables, PARTS.harvest);
    const reads = await runPart(folder, variables, PARTS.reads);
    const changes = await runPart(folder, variables, PARTS.changes);
    const ran = reads.checks + changes.checks;
    if (ran !== checks) throw new BenchError(`of ${checks} checks for ${tenants} tenants ${ran} were made`);
    const total = sum([signIn, harvest, reads, changes].map(({ seconds }) => seconds));
    const tenth = ({ seconds }: Ran): number => rounded(seconds, 1);
    return {
      tenants,
      cells,
      cellsPerTenant: rounded(cells / tenants, 1),
      allPairs: { cells: all.cells, cellsPerTenant: rounded(all.cells / tenants, 1) },
      checks,
      notPassed: reads.notPassed + changes.notPassed,
      ...((reads.example ?? changes.example) ? { example: reads.example ?? changes.example } : {}),
      seconds: {
        signIn: tenth(signIn),
        harvest: tenth(harvest),
        reads: tenth(reads),
        changes: tenth(changes),
        total: rounded(total, 1),
      },
      secondsPerTenant: rounded(total / tenants, 2),
    };
  } finally {
    await target.stop();
  }
}

export async function measureTenants(
  workspace: Workspace,
  counts: readonly number[],
  say: Say,
): Promise<TenantsMeasured> {
  const begun = measured();
  const sizes: Size[] = [];
  for (const tenants of counts) {
    say(`${tenants} tenants …`);
    const size = await measureSize(workspace, tenants);
    const before = sizes.at(-1);
    if (before)
      size.secondsPerFurtherTenant = rounded(
        (size.seconds.total - before.seconds.total) / (tenants - before.tenants),
        2,
      );
    sizes.push(size);
    say(
      `${tenants} tenants: ${size.seconds.total} s, ${size.secondsPerTenant} s and ${size.cellsPerTenant} checks each` +
        (size.notPassed > 0 ? `; ${size.notPassed} did not pass: ${size.example ?? ''}` : ''),
    );
  }
  const [first, last] = [sizes[0], sizes.at(-1)];
  const ratio = rounded((last?.secondsPerTenant ?? 0) / (first?.secondsPerTenant ?? 1), 3);
  return { ...begun(ratio, GOAL), part: PART, sizes };
}
