/**
 * The policy of a run is read and checked once. Every process of the run takes it from there: reading it again costs a
 * quarter of a second each time, and a file that somebody edits meanwhile must not split the run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Policy } from '../../policy/types.ts';

/** Set by the runner for its own processes, never by a user. */
export const HANDED_OVER = 'BULKHEAD_CHECKED_POLICY';

/**
 * Hands the policy over to whatever is started with an environment, unless a run has done so already.
 *
 * @returns what takes it back, where it was handed over
 */
export function handOver(
  policy: Policy,
  file: string,
  environment: NodeJS.ProcessEnv,
): (() => void) | undefined {
  if (environment[HANDED_OVER] !== undefined) return undefined;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, serialize(policy));
  environment[HANDED_OVER] = file;
  return () => {
    Reflect.deleteProperty(environment, HANDED_OVER);
  };
}

/** The policy that the run was begun with, or undefined in a process that no run started. */
export function handedOver(environment: Readonly<Record<string, string>>): Policy | undefined {
  const file = environment[HANDED_OVER];
  return file === undefined ? undefined : (deserialize(readFileSync(file)) as Policy);
}
