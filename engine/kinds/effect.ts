/** What the kinds share that look for the effect of a change where it must not be. */
import type { World } from '../checks/world.ts';
import type { Call } from '../probe/client.ts';
import { readPages } from '../probe/harvest.ts';
import { Blocked } from '../record/problem.ts';

/** The word by which a row can be found that a request of the run has made; undefined where it carries none. */
export function wordOf(world: World, call: Call): string | undefined {
  return call.sent.match(new RegExp(`${world.mark}[0-9a-f]+`))?.[0];
}

/** The number of rows in a tenant's list that hold a word. Throws Blocked when the list cannot be read. */
export async function holding(world: World, resource: string, tenant: string, word: string): Promise<number> {
  const described = world.policy.resources[resource];
  if (!described) return 0;
  const client = await world.clientOf(world.workshop.ownerOf(resource, tenant));
  const { status, rows } = await readPages(world.policy, client, described, {});
  if (status !== 200) throw new Blocked(`${described.list} answered ${status} to ${tenant}`);
  return rows.filter((row) => JSON.stringify(row).includes(word)).length;
}
