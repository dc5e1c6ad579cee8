/** Files as people of a tenant send them, and take them away. */
import type { OperationPolicy } from '../../policy/types.ts';
import { type Call, validShape } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import { follow, linkIn } from './links.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

/** What is sent: its name, the type that it says it is, and what it holds. */
export type SentFile = Omit<NonNullable<OperationPolicy['form']>, 'field'>;

/** Sends a file as whoever makes such rows for a tenant; what is made of it is noted, to be removed in the end. */
export async function sendFile(
  world: World,
  resource: string,
  tenant: string,
  file: SentFile,
): Promise<{ call: Call; at?: Binding }> {
  const { make = [], parent: above } = world.policy.resources[resource] ?? {};
  const owner = world.workshop.ownerOf(resource, tenant);
  const parent: Binding = above ? await world.workshop.row(above, tenant, owner) : {};
  const operation = world.operation(make[0] ?? '');
  const form = { field: operation.form?.field ?? '', ...file };
  const client = await world.clientOf(owner);
  const call = await client.send(
    operation.method,
    validShape({ ...operation, form }, parent, () => undefined),
  );
  return succeeded(call)
    ? { call, at: await world.workshop.keep(resource, tenant, owner, call, parent) }
    : { call };
}

/**
 * Takes a file away as its owner would: by the operation that gives it, or by the link that the operation gives.
 *
 * @throws Blocked when there is no file
 */
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
