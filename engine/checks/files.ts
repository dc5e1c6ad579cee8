/** Takes a file away as its owner would: by the operation that gives it, or by the link that the operation gives. */
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import { follow, linkIn } from './links.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** @throws Blocked when there is no file */
export async function takeFile(
  world: World,
  resource: string,
  at: Binding,
  { owner, tenant }: { owner: string; tenant: string },
): Promise<Call> {
  const name = world.policy.resources[resource]?.file?.operation ?? '';
  const operation = world.operation(name);
  const given = await world.call(name, owner, at, tenant);
  if (!succeeded(given))
    throw new Blocked(`${owner} was answered ${given.answer.status} by ${name}: no file`);
  if (!operation.link) return given;
  const call = await follow(world, linkIn(world, name, given).path);
  if (!succeeded(call)) throw new Blocked(`the link of ${name} was answered ${call.answer.status}: no file`);
  // The link is a credential: a finding names the operation that gave it.
  return { ...call, request: given.request };
}
