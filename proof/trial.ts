/** One mutant: put into the target, looked for, and judged. */
import type { Killers } from './killers.ts';
import type { Tests } from './listing.ts';
import { Invalid, type Kill, type Mutant, type Observed, type Result, type Verdict } from './model.ts';
import { withoutSecrets } from './secrets.ts';
import { type Part, runSuite } from './suite.ts';
import { startTarget, type Target } from './target.ts';
import { together, verdictOf } from './verdict.ts';
import type { Workspace } from './workspace.ts';

const RULE_LIMIT_MS = 600_000;
const GATE_LIMIT_MS = 900_000;
const SUITE_LIMIT_MS = 900_000;

const CLEAN_UP: Part = { tags: ['left-behind'], files: ['infrastructure/clean-up.last.spec.ts'] };

/** How mutants are tried. */
export interface Trial {
  /** Whether every check is made, also those of other gates. */
  allChecks: boolean;
  /** Where the checks are. */
  checks: Tests;
  /** The test that is tried before all others of the rule, by mutant. */
  killers: Killers;
}

/**
 * The test of the rule named that found it last; where that finds nothing, all of the rule; where they do not, the rest of the
 * gate. Each ends at the first finding that will do.
 */
async function look(
  mutant: Mutant,
  folder: string,
  target: Target,
  { checks, killers }: Trial,
): Promise<Observed> {
  const { id, rule, gate } = mutant;
  // A finding of another rule does not end the checks of the rule itself: they are to say what they see.
  const sees = (findings: readonly Kill[]): boolean => findings.some((finding) => finding.rule === rule);
  const ofRule = (part: Part): Promise<Observed> =>
    runSuite(
      folder,
      target.variables,
      { ...part, tags: [rule] },
      { gate, enough: sees, limit: RULE_LIMIT_MS },
    );
  // What one part made would be taken for the tenants' own by the next.
  const cleanUp = (): Promise<Observed> =>
    runSuite(folder, target.variables, CLEAN_UP, { enough: () => false, limit: RULE_LIMIT_MS });

  const killer = killers.get(id);
  const place = killer === undefined ? undefined : checks.titled.get(killer);
  if (killer !== undefined && place) {
    const noted = await ofRule({ title: killer, files: [...place] });
    if (sees(noted.findings)) return noted;
    await cleanUp();
  }
  const inVain = place ? { notedInVain: true as const } : {};
  const own = { ...(await ofRule({ files: [...(checks.tagged.get(rule) ?? [])] })), ...inVain };
  if (own.findings.length > 0 || own.late !== undefined) return own;
  await cleanUp();
  const rest = await runSuite(
    folder,
    target.variables,
    { tags: [gate], files: [...(checks.tagged.get(gate) ?? [])], without: [rule] },
    {
      gate,
      enough: (findings) => findings.length > 0,
      limit: GATE_LIMIT_MS,
    },
  );
  return together(own, rest);
}

function lookEverywhere({ gate }: Mutant, folder: string, target: Target): Promise<Observed> {
  return runSuite(folder, target.variables, {}, { gate, enough: () => false, limit: SUITE_LIMIT_MS });
}

async function tryIn(workspace: Workspace, mutant: Mutant, trial: Trial): Promise<Verdict> {
  workspace.reset();
  await workspace.infect(mutant);
  const target = await startTarget(workspace.folder);
  try {
    const seen = trial.allChecks
      ? await lookEverywhere(mutant, workspace.folder, target)
      : await look(mutant, workspace.folder, target, trial);
    const verdict = verdictOf(mutant.rule, seen);
    if (verdict.reason === undefined) return verdict;
    const complaint = target.complaint();
    const reason = complaint === undefined ? verdict.reason : `${verdict.reason} (${complaint})`;
    return { ...verdict, reason: withoutSecrets(reason, target.variables) };
  } finally {
    await target.stop();
  }
}

/** Tries one mutant. Whatever goes wrong with it makes it invalid. */
export async function tryMutant(workspace: Workspace, mutant: Mutant, trial: Trial): Promise<Result> {
  const started = performance.now();
  const { id, title, gate, cwe, rule } = mutant;
  const verdict = await tryIn(workspace, mutant, trial).catch((error: unknown): Verdict => {
    if (!(error instanceof Invalid)) throw error;
    return { status: 'invalid', killedBy: [], reason: withoutSecrets(error.message) };
  });
  return { id, title, gate, cwe, rule, ...verdict, durationMs: Math.round(performance.now() - started) };
}
