/** What the kinds share that look for the effect of a change: where it must be, or must not. */
import type { World } from '../checks/world.ts';
import type { Call } from '../probe/client.ts';
import { readList } from '../probe/lists.ts';

/** The words that the run marked its request with; what the request makes holds them. */
export function wordsOf(world: World, { sent }: Pick<Call, 'sent'>): string[] {
  return sent.match(new RegExp(`${world.mark}[0-9a-f]+`, 'g')) ?? [];
}

/** The number of rows in a tenant's list that hold a word. Throws Blocked when the list cannot be read. */
export async function holding(world: World, resource: string, tenant: string, word: string): Promise<number> {
  const described = world.policy.resources[resource];
  if (!described) return 0;
  const client = await world.clientOf(world.workshop.ownerOf(resource, tenant));
  const rows = await readList(world.policy, client, described, {});
  return rows.filter((row) => JSON.stringify(row).includes(word)).length;
}

export type Value = string | number;

const isValue = (value: unknown): value is Value => typeof value === 'string' || typeof value === 'number';

/** Two values of a field, of those that the tenant's rows have, the lesser first. */
export function twoValuesOf(
  rows: readonly Record<string, unknown>[],
  field: string,
): [less: Value, more: Value] | undefined {
  const known = [...new Set(rows.map((row) => row[field]).filter(isValue))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
  );
  const [less, more] = [known[0], known.at(-1)];
  return less === undefined || more === undefined || less === more ? undefined : [less, more];
}

const HUNDREDTH = 0.01;

/**
 * Other values that a careless comparison takes for the same: of a number one that rounds to the same whole number, and one
 * more; of a text the same in capitals, or in small letters, and with a space after it.
 */
export function nearTo(value: Value): Value[] {
  if (typeof value === 'string') {
    const capitals = value.toUpperCase();
    return [capitals === value ? value.toLowerCase() : capitals, `${value} `].filter(
      (near) => near !== value,
    );
  }
  const up = value + HUNDREDTH;
  const isSame = [Math.round, Math.floor].every((whole) => whole(up) === whole(value));
  const near = isSame ? up : value - HUNDREDTH;
  return [Number(near.toFixed(2)), value + 1].filter((other) => other !== value);
}
