/**
 * What was removed is, to everybody of its own tenant, like what never existed: by every operation that takes its id, in the
 * path or in the body, also for what was below it. Whoever may list what was removed (a trash) is asked once it is gone for good.
 */
import type { Policy, ResourcePolicy } from '../../policy/types.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, type Group, identitiesOf, lanes } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { addressedBy, madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { type Binding, absentId } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, isRead, operationsOf } from './kind.ts';

/** `by` is the operations that removed it, one after the other. */
type RemovedCell = TenantCell & { resource: string; by: readonly string[] };

/** A row that is gone, what was below it, and who could use which read of it before. */
interface Gone {
  binding: Binding;
  below: Readonly<Record<string, Binding>>;
  reached: ReadonlySet<string>;
}

const inBody = (resource: string): string => `{{id:${resource}}}`;

/** Operations that take the id of a resource. */
function takers(policy: Policy, resource: string, parameter: string): Named[] {
  return operationsOf(
    policy,
    ({ path, body, scope, stream, noTenant }) =>
      (scope === 'tenant' || scope === 'own') &&
      !stream &&
      !noTenant &&
      (parametersOf(path).includes(parameter) || JSON.stringify(body ?? '').includes(inBody(resource))),
  );
}

/** The first removals that put a row where some roles may see it, and those roles; all of them where nothing is kept. */
export function trashOf(policy: Policy, { remove }: ResourcePolicy): { by: string[]; roles: string[] } {
  for (const { make, list } of Object.values(policy.resources)) {
    const last = remove.findIndex((name) => make.indexOf(name) > 0);
    if (last >= 0) return { by: remove.slice(0, last + 1), roles: policy.operations[list]?.roles ?? [] };
  }
  return { by: remove, roles: [] };
}

function groupsOf(policy: Policy, resource: string, tenant: string): Group<RemovedCell>[] {
  const described = policy.resources[resource];
  if (!described) return [];
  const trash = trashOf(policy, described);
  const cells = takers(policy, resource, described.parameter).flatMap(([name, { roles }]) =>
    identitiesOf(policy, tenant, roles).map(({ name: actor, role }): Draft<RemovedCell> => ({
      id: `access/removed/${resource}/${name}/${actor}`,
      title: `${actor} is answered by ${name} as if what was removed of ${resource} had never existed`,
      operation: name,
      actor,
      tenant,
      resource,
      by: trash.roles.includes(role) ? described.remove : trash.by,
    })),
  );
  return lanes<RemovedCell>(
    {
      title: `What was removed of ${resource} is like what never existed`,
      gate: 'access',
      rule: 'operation-beyond-role',
      feature: resource,
    },
    cells,
  );
}

/** Who makes the rows that an actor is asked about: whatever belongs to a person, the actor. */
export const ownerOf = (
  world: World,
  { resource, actor, tenant }: Pick<RemovedCell, 'resource' | 'actor' | 'tenant'>,
): string =>
  world.policy.resources[resource]?.owner === 'user' ? actor : world.workshop.ownerOf(resource, tenant);

/** The path's ids of an operation: those of the row, or of what was below it. */
function idsFor(
  world: World,
  { operation }: RemovedCell,
  { binding, below }: Omit<Gone, 'reached'>,
): Binding {
  const [last = ''] = addressedBy(world.policy, world.operation(operation).path) ?? [];
  return below[last] ?? binding;
}

async function ask(world: World, cell: RemovedCell, path: Binding, id: string): Promise<Call> {
  const operation = world.operation(cell.operation);
  const client = await world.clientOf(cell.actor);
  const shape = world.shape(operation, path, cell.tenant, { [`id:${cell.resource}`]: id });
  return client.send(operation.method, shape);
}

/**
 * Makes a row, and one of each kind below it, has everybody read them, which may be kept somewhere, and removes the row.
 *
 * @throws Blocked when it cannot be removed
 */
async function removed(world: World, cell: RemovedCell, readers: readonly RemovedCell[]): Promise<Gone> {
  const { resource, tenant, by } = cell;
  const { workshop, policy } = world;
  const parameter = policy.resources[resource]?.parameter ?? '';
  const owner = ownerOf(world, cell);
  const binding = await workshop.fresh(resource, tenant, owner);
  const below = await workshop.below(resource, tenant, owner, binding);
  const reached = new Set<string>();
  for (const reader of readers) {
    const call = await ask(
      world,
      reader,
      idsFor(world, reader, { binding, below }),
      binding[parameter] ?? '',
    );
    if (succeeded(call)) reached.add(reader.id);
  }
  for (const name of by) {
    const at = { ...binding, ...workshop.bound(name, binding[parameter]) };
    const call = await world.call(name, owner, at, tenant);
    if (!succeeded(call))
      throw new Blocked(`${owner} was answered ${call.answer.status} by ${name}: nothing was removed`);
  }
  return { binding, below, reached };
}

const rowsOf = oncePerWorld<Gone>();

/** One row is removed for all who ask for what the same person made, and was removed in the same way. */
const keyOf = (world: World, cell: RemovedCell): string =>
  [cell.resource, cell.tenant, ownerOf(world, cell), ...cell.by].join(' ');

async function beforehand(
  world: World,
  { cells }: Group<RemovedCell>,
  run: () => Promise<void>,
): Promise<void> {
  for (const cell of cells)
    await rowsOf(world, keyOf(world, cell), () => {
      const alike = cells.filter((other) => keyOf(world, other) === keyOf(world, cell));
      return removed(
        world,
        cell,
        alike.filter(({ operation }) => isRead(world.operation(operation))),
      );
    });
  await run();
}

async function likeNothing(world: World, cell: RemovedCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const gone = await rowsOf(world, keyOf(world, cell), () => {
    throw new Blocked(`no row of ${cell.resource} was removed`);
  });
  if (isRead(operation) && !gone.reached.has(cell.id))
    throw new Blocked(`${cell.actor} did not reach ${cell.operation} before: a denial would prove nothing`);
  const { parameter, absent } = world.policy.resources[cell.resource] ?? { parameter: '', absent: '' };
  const path = idsFor(world, cell, gone);
  const id = gone.binding[parameter] ?? '';
  const isLast = parametersOf(operation.path).at(-1) === parameter;
  const nowhere = isLast ? world.absent(operation.path, path) : world.allAbsent(operation.path);
  const never = nowhere[parameter] ?? absentId(absent);
  const call = await ask(world, cell, path, id);
  const nothing = await ask(world, cell, nowhere, never);
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  const made = madeBy(world.policy, cell.operation);
  if (made && succeeded(call)) await world.workshop.keep(made, cell.tenant, ownerOf(world, cell), call, path);
  return differences(
    call.answer,
    nothing.answer,
    [...Object.values(path), id],
    [...Object.values(nowhere), never],
  )
    .slice(0, 1)
    .map((seen) => ({
      request: call.request,
      expected: `the same answer as for an id that never existed, after ${cell.by.join(' and ')}`,
      seen,
    }));
}

/** Each resource is tried at one tenant, another one for each. */
export const removedRows: Kind<RemovedCell> = {
  plan: (policy) => {
    const tenants = Object.keys(policy.tenants);
    return Object.entries(policy.resources)
      .filter(([, { owner, make, remove }]) => owner !== 'platform' && make.length > 0 && remove.length > 0)
      .flatMap(([resource], turn) => groupsOf(policy, resource, tenants[turn % tenants.length] ?? ''));
  },
  judge: likeNothing,
  around: beforehand,
};
