/**
 * The policy of a run is read and checked once. Every process of the run takes it from there: reading it again costs a
 * quarter of a second each time, and a file that somebody edits meanwhile must not split the run.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Policy } from '../../policy/types.ts';

/** Set by the runner for its own processes, never by a user. */
export const HANDED_OVER = 'BULKHEAD_CHECKED_POLICY';

export function handOver(policy: Policy, file: string): void {
  writeFileSync(file, serialize(policy));
}

/** The policy that the run was begun with, or undefined in a process that no run started. */
export function handedOver(environment: Readonly<Record<string, string>>): Policy | undefined {
  const file = environment[HANDED_OVER];
  return file === undefined ? undefined : (deserialize(readFileSync(file)) as Policy);
}
