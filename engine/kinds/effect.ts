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
