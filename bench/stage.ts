/** A workspace with a target in it that everybody has signed in to and that was harvested. */
import { startTarget, type Target } from '../proof/target.ts';
import type { Workspace } from '../proof/workspace.ts';
import { PARTS, prepare } from './suite.ts';

/** Tells how far a measurement has come. */
export type Say = (text: string) => void;

export interface Stage {
  folder: string;
  /** Everything that the suite is told. */
  variables: Record<string, string>;
}

/**
 * Does something on a stage, and takes it down whatever came of it.
 *
 * @param settings of the target
 */
export async function onStage<T>(
  workspace: Workspace,
  settings: Record<string, string>,
  say: Say,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  workspace.reset();
  let target: Target | undefined;
  try {
    say('starting the target, signing in, harvesting …');
    target = await startTarget(workspace.folder, settings);
    const stage = { folder: workspace.folder, variables: target.variables };
    await prepare(stage.folder, stage.variables, PARTS.signIn);
    await prepare(stage.folder, stage.variables, PARTS.harvest);
    return await work(stage);
  } finally {
    await target?.stop();
  }
}
