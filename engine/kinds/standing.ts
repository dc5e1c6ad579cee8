/**
 * What every tenant has of its own from the start, under the same id or under none: its settings, its switches. Nothing of it
 * is made for a check. What is tried on it must differ from what is there, so that it shows, and is put back afterwards.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { addressedBy, madeBy, readersOf } from '../policy/resources.ts';
import type { Shape } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';

/** Somebody of a tenant, and what of it an operation is tried on. */
export interface Holder {
  tenant: string | undefined;
  owner: string;
  binding: Binding;
}

/** Whether an operation gives a new value to what every tenant has under the same id or under none. */
export function changesStanding(policy: Policy, name: string): boolean {
  const operation = policy.operations[name];
  if (!operation?.writes || operation.scope !== 'tenant') return false;
  if (operation.method !== 'PUT' && operation.method !== 'PATCH') return false;
  const addressed = addressedBy(policy, operation.path);
  return addressed ? addressed[1].owner === 'platform' : madeBy(policy, name) === undefined;
}

/**
 * The ids with which two tenants ask for the same; none where the path has none.
 *
 * @throws Blocked where no id is found with both
 */
export async function sharedBinding(
  world: World,
  { path }: OperationPolicy,
  tenants: readonly [string, string],
): Promise<Binding> {
  const [resource, described] = addressedBy(world.policy, path) ?? [];
  if (!resource || !described) return {};
  const [ours, theirs] = await Promise.all(
    tenants.map((tenant) => world.found(resource, tenant, world.steward(tenant))),
  );
  const ids = new Set(theirs?.map(({ binding }) => binding[described.parameter]));
  const both = ours?.find(({ binding }) => ids.has(binding[described.parameter]));
  if (!both) throw new Blocked(`${tenants.join(' and ')} have no ${resource} with the same id`);
  return both.binding;
}

/** What an operation changes, as its own reader or its list gives it; undefined where nothing reads it. */
export async function standingRow(world: World, name: string, at: Holder): Promise<unknown> {
  const [reader] = readersOf(world.policy, name);
  if (!reader) return undefined;
  const { answer } = await world.call(reader, at.owner, at.binding, at.tenant);
  const addressed = addressedBy(world.policy, world.operation(name).path);
  const items = (answer.json as { items?: unknown } | undefined)?.items;
  if (!addressed || !Array.isArray(items)) return answer.json;
  const [, { id, parameter }] = addressed;
  return (items as Record<string, unknown>[]).find((row) => row[id] === at.binding[parameter]);
}

/** The same request, with every switch of its body turned to what the row does not say. Pure. */
export function contraryTo(row: unknown, shape: Shape): Shape {
  if (shape.body === undefined) return shape;
  const held = (row ?? {}) as Record<string, unknown>;
  const turned = Object.entries(JSON.parse(shape.body) as Record<string, unknown>).map(([name, value]) => [
    name,
    typeof value === 'boolean' && typeof held[name] === 'boolean' ? !held[name] : value,
  ]);
  return { ...shape, body: JSON.stringify(Object.fromEntries(turned)) };
}

/**
 * Gives a row the values back that it had before an operation changed them.
 *
 * @param body the name of the body that changed it, where it was not the usual one
 * @throws Blocked when that is refused
 */
export async function putBack(
  world: World,
  name: string,
  at: Holder,
  before: unknown,
  body?: string,
): Promise<void> {
  const operation = world.operation(name, body);
  const old = before as Record<string, unknown> | undefined;
  const changed = Object.keys(operation.body ?? {}).filter((member) => old !== undefined && member in old);
  if (changed.length === 0 || operation.method === 'POST') return;
  const shape = world.shape(operation, at.binding, at.tenant);
  const client = await world.clientOf(at.owner);
  const call = await client.send(operation.method, {
    ...shape,
    body: JSON.stringify(Object.fromEntries(changed.map((member) => [member, old?.[member]]))),
  });
  if (!succeeded(call)) throw new Blocked(`${name} answered ${call.answer.status}: not put back`);
}
