/** The honest target first: a check that finds something there, or cannot be made, would prove nothing of a mutant. */
import { type Tests, listTests } from './listing.ts';
import { type Mutant, type Observed, ProofError } from './model.ts';
import { withoutSecrets } from './secrets.ts';
import { runSuite } from './suite.ts';
import { startTarget } from './target.ts';
import { together } from './verdict.ts';
import type { Workspace } from './workspace.ts';

const LIMIT_MS = 900_000;

/**
 * Makes sure that the suite has checks for what the mutants name.
 *
 * @returns where they are
 * @throws ProofError (exit code 2) that names every file with a rule or a gate that no test has
 */
export async function findChecks(workspace: Workspace, mutants: readonly Mutant[]): Promise<Tests> {
  const known = await listTests(workspace.folder);
  const mistakes = mutants.flatMap(({ file, rule, gate }) => [
    ...(known.tagged.has(rule) ? [] : [`  ${file}: no test has the rule ${rule}`]),
    ...(known.tagged.has(gate) ? [] : [`  ${file}: no test has the gate ${gate}`]),
  ]);
  if (mistakes.length > 0) throw new ProofError(`Mutants cannot be used:\n${mistakes.join('\n')}`, 2);
  return known;
}

async function lookAtHonest(workspace: Workspace, rules: readonly string[]): Promise<Observed> {
  workspace.reset();
  const target = await startTarget(workspace.folder);
  try {
    return await runSuite(
      workspace.folder,
      target.variables,
      { tags: rules },
      { enough: (findings) => findings.length > 0, limit: LIMIT_MS },
    );
  } finally {
    await target.stop();
  }
}

/**
 * Runs the checks of the rules that the mutants name against the target without any of them.
 *
 * @returns how many checks passed
 * @throws ProofError when any did not
 */
export async function control(workspaces: readonly Workspace[], mutants: readonly Mutant[]): Promise<number> {
  const rules = [...new Set(mutants.map(({ rule }) => rule))];
  const shares = workspaces
    .map((workspace, job) => ({
      workspace,
      share: rules.filter((_, index) => index % workspaces.length === job),
    }))
    .filter(({ share }) => share.length > 0);
  const seen = (
    await Promise.all(shares.map(({ workspace, share }) => lookAtHonest(workspace, share)))
  ).reduce(together);
  const [finding] = seen.findings;
  const problem =
    (finding && `a finding of ${finding.rule}: ${finding.test}`) ??
    seen.late ??
    (seen.blocked[0] && `blocked: ${seen.blocked[0]}`) ??
    seen.broken[0] ??
    (seen.settled === 0 ? 'no check ran' : undefined);
  if (problem !== undefined)
    throw new ProofError(
      `The honest target does not pass, so that a kill would prove nothing:\n  ${withoutSecrets(problem)}`,
    );
  return seen.settled;
}
