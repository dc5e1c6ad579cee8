/**
 * Searches for what a row of the run's own holds. A character that means something in a pattern may do no harm until it is
 * compared with a text that it stands in: a search for a text that nobody has stored ends before.
 */
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { holdsText } from '../oracle/evaluated.ts';
import type { OperationCell } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { textFields, withMembers, withParameter } from '../probe/malformations.ts';
import { Blocked } from '../record/problem.ts';

export interface Searched {
  fragment: string;
  /** What was searched for, as the row holds it. */
  text: string;
  call: Call;
  /** Whether the row was found; undefined where the search was refused. */
  found?: boolean;
}

/**
 * Stores each fragment behind a word of the run, searches for both together, and removes the row. What is refused when it is
 * stored is left out.
 *
 * @throws Blocked when a row is not found by its word alone
 */
export async function searchedForStored(
  world: World,
  cell: OperationCell,
  fragments: readonly string[],
): Promise<Searched[]> {
  const { search, ...operation } = world.operation(cell.operation);
  const { make: [maker] = [], parent } = world.policy.resources[search?.resource ?? ''] ?? {};
  if (!search || maker === undefined || parent !== undefined) return [];
  const making = world.operation(maker);
  const { parameter, resource, field } = search;
  if (!textFields(making).includes(field)) return [];
  const { tenant } = cell;
  const { workshop } = world;
  const identity = workshop.ownerOf(resource, tenant);
  const owner = await world.clientOf(identity);
  const asker = await world.clientOf(cell.actor);
  const searchFor = (text: string): Promise<Call> =>
    asker.send(
      operation.method,
      withParameter(world.shape(operation, {}, tenant), parameter, encodeURIComponent(text)),
    );
  const all: Searched[] = [];
  for (const fragment of fragments) {
    const valid = world.shape(making, {}, tenant);
    const body = JSON.parse(valid.body ?? '{}') as Record<string, unknown>;
    const word = String(body[field]);
    const text = `${word} ${fragment}`;
    const made = await owner.send(making.method, withMembers(valid, { [field]: text }));
    if (!succeeded(made)) continue;
    const binding = await workshop.keep(resource, tenant, identity, made);
    try {
      const byWord = all.length === 0 ? await searchFor(word) : undefined;
      if (byWord && !(succeeded(byWord) && holdsText(byWord.answer.json, text)))
        throw new Blocked(
          `${cell.actor} does not find by its first word what was stored with ${cell.operation}: not to find it by all of it would prove nothing`,
        );
      const call = await searchFor(text);
      all.push({
        fragment,
        text,
        call,
        ...(succeeded(call) ? { found: holdsText(call.answer.json, text) } : {}),
      });
    } finally {
      await workshop.discard({ resource, identity, binding, ...(tenant ? { tenant } : {}) });
    }
  }
  return all;
}
