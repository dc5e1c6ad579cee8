/**
 * The texts that whoever makes something may choose: those of the policy's body without a word of the run, and those that
 * the rows of the resource have besides. What is not found among them is refused, passed over, or one of a few choices.
 */
import { withMembers } from '../probe/malformations.ts';
import { isCandidate } from '../probe/canaries.ts';
import type { Call } from '../probe/client.ts';
import { likeness } from '../probe/likeness.ts';
import { oncePerWorld } from './once-per-world.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** Field → an example of what stands there. */
export type FreeTexts = Readonly<Record<string, string>>;

const known = oncePerWorld<FreeTexts>();

/** Asks as somebody for something with this word in its name, and in its further texts. */
export async function makeNamed(
  world: World,
  name: string,
  actor: string,
  word: string,
  texts: FreeTexts,
): Promise<Call> {
  const operation = world.operation(name);
  const tenant = world.policy.identities[actor]?.tenant;
  const shape = world.shape(operation, {}, tenant, { unique: word });
  const alike = Object.entries(texts).map(([field, text]) => [field, likeness(text, word)] as const);
  const client = await world.clientOf(actor);
  return client.send(operation.method, withMembers(shape, Object.fromEntries(alike)));
}

/** Each text that could be one, by itself: what is made with it is removed at once. */
async function tried(world: World, name: string, resource: string): Promise<FreeTexts> {
  const [tenant = ''] = Object.keys(world.policy.tenants);
  const owner = world.workshop.ownerOf(resource, tenant);
  const body = Object.entries(world.operation(name).body ?? {});
  const constant = body.flatMap(([field, value]) =>
    typeof value === 'string' && !value.includes('{{') ? [[field, value] as const] : [],
  );
  const rows = Object.values(world.harvest.resources[resource] ?? {}).flat();
  const besides = rows
    .flatMap(({ row }) => Object.entries(row))
    .filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && isCandidate(entry[1]) && !body.some(([field]) => field === entry[0]),
    );
  const free: Record<string, string> = {};
  for (const [field, text] of new Map([...besides, ...constant])) {
    const call = await makeNamed(world, name, owner, world.mark, { [field]: text });
    if (!succeeded(call)) continue;
    const binding = await world.workshop.keep(resource, tenant, owner, call);
    await world.workshop.discard({ resource, tenant, identity: owner, binding });
    const taken = (call.answer.json as Record<string, unknown> | undefined)?.[field];
    if (taken === likeness(text, world.mark)) free[field] = text;
  }
  return free;
}

/** The free texts of an operation that makes a resource; found out once. */
export const freeTexts = (world: World, name: string, resource: string): Promise<FreeTexts> =>
  known(world, name, () => tried(world, name, resource));
