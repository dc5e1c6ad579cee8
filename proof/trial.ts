/** One mutant: put into the target, looked for, and judged. */
import type { FilesByTag } from './listing.ts';
import { Invalid, type Mutant, type Observed, type Result, type Verdict } from './model.ts';
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
  checks: FilesByTag;
}

/** The checks of the rule named; where they find nothing, the rest of the gate. Both end at the first finding that will do. */
async function look(mutant: Mutant, folder: string, target: Target, checks: FilesByTag): Promise<Observed> {
  const { rule, gate } = mutant;
  // A finding of another rule does not end the checks of the rule itself: they are to say what they see.
  const own = await runSuite(
    folder,
    target.variables,
    { tags: [rule], files: [...(checks.get(rule) ?? [])] },
    {
      gate,
      enough: (findings) => findings.some((finding) => finding.rule === rule),
      limit: RULE_LIMIT_MS,
    },
  );
  if (own.findings.length > 0 || own.late !== undefined) return own;
  // What the first part made would be taken for the tenants' own by the second.
  await runSuite(folder, target.variables, CLEAN_UP, { enough: () => false, limit: RULE_LIMIT_MS });
  const rest = await runSuite(
    folder,
    target.variables,
    { tags: [gate], files: [...(checks.get(gate) ?? [])], without: [rule] },
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

async function tryIn(workspace: Workspace, mutant: Mutant, { allChecks, checks }: Trial): Promise<Verdict> {
  workspace.reset();
  await workspace.infect(mutant);
  const target = await startTarget(workspace.folder);
  try {
    const seen = allChecks
      ? await lookEverywhere(mutant, workspace.folder, target)
      : await look(mutant, workspace.folder, target, checks);
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
