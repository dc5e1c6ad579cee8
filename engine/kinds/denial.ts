/** What the kinds share that expect a denial, or meet one where they expect none. */
import { type Target, changingNothing } from '../checks/unchanged.ts';
import { inOtherKinds } from '../checks/varieties.ts';
import { isReadable, succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems, errorProblems } from '../oracle/denied.ts';
import type { OperationCell } from '../plan/cells.ts';
import { addressedBy, madeBy, readersOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import type { Variety } from '../probe/variety.ts';
import { Blocked, type Problem } from '../record/problem.ts';

/**
 * The victim's resource for an operation that reads: one that was found, after its owner was seen to reach it.
 *
 * @throws Blocked when the owner does not
 */
export async function readable(world: World, cell: OperationCell, tenant: string): Promise<Binding> {
  const binding = await world.bind(world.operation(cell.operation).path, tenant, world.steward(tenant));
  await reachedByOwner(world, cell, tenant, binding);
  return binding;
}

/**
 * Further resources of the victim for an operation that reads, of other kinds: a fault may show at those alone.
 *
 * @throws Blocked when the owner does not reach one
 */
export async function otherKinds(world: World, cell: OperationCell, tenant: string): Promise<Binding[]> {
  const bindings = await world.furtherKinds(world.operation(cell.operation).path, tenant, cell.actor);
  for (const binding of bindings) await reachedByOwner(world, cell, tenant, binding);
  return bindings;
}

/**
 * People of the victim who belong to a further tenant, and not to that of whoever asks: whether somebody belongs to several
 * is looked up beyond one tenant, and the answer may tell of it.
 *
 * @throws Blocked when one of them is not among the people of the victim
 */
export async function peopleOfSeveral(
  world: World,
  { operation, actor, tenant }: OperationCell & { tenant: string },
): Promise<Binding[]> {
  const { people, identities } = world.policy;
  const [resource, described] = addressedBy(world.policy, world.operation(operation).path) ?? [];
  if (!people || !described || resource !== people.resource) return [];
  const home = identities[actor]?.tenant ?? '';
  const several = Object.entries(identities).filter(([, identity]) => {
    const tenants = [identity.tenant, ...identity.also];
    return tenants.length > 1 && tenants.includes(tenant) && !tenants.includes(home);
  });
  if (several.length === 0) return [];
  const found = await world.found(resource, tenant, world.steward(tenant));
  return several.map(([name]) => {
    const email = world.emailOf(name);
    const person = found.find(({ row }) => email !== undefined && row[people.email] === email);
    if (!person) throw new Blocked(`${name} is not among the ${resource} of ${tenant}`);
    return person.binding;
  });
}

/** What is denied must be there; and what its owner has read may be kept, for whoever asks next. */
async function reachedByOwner(
  world: World,
  cell: OperationCell,
  tenant: string,
  binding: Binding,
): Promise<void> {
  const owner = world.steward(tenant);
  const [reader] = readersOf(world.policy, cell.operation);
  if (!reader) return;
  const control = await world.control(reader, owner, binding, tenant);
  if (!succeeded(control))
    throw new Blocked(
      `the owner ${owner} was answered ${control.answer.status} by ${reader}: a denial would prove nothing`,
    );
}

/** The victim's resource for an operation that writes: a row that the run made for this, and whoever owns it. */
export async function expendable(
  world: World,
  operation: string,
  tenant: string | undefined,
): Promise<Target> {
  const addressed = addressedBy(world.policy, world.operation(operation).path);
  if (!addressed) return { tenant, owner: ownerAt(world, operation, tenant), binding: {} };
  const [resource] = addressed;
  const owner = world.workshop.ownerOf(resource, tenant);
  return { tenant, owner, binding: await world.workshop.row(resource, tenant, owner) };
}

/** What an operation that writes is tried on, and by what it makes another kind than the policy's. */
export interface Trial {
  target: Target;
  variety: Variety;
}

/**
 * The victim's resource for an operation that writes, and further ones of the kinds that the run makes for the tenant; an
 * operation that makes something makes these kinds of it, as its owner can.
 */
export async function expendables(
  world: World,
  operation: string,
  tenant: string | undefined,
): Promise<Trial[]> {
  const { policy, workshop } = world;
  const target = await expendable(world, operation, tenant);
  const made = madeBy(policy, operation);
  const resource = made ?? addressedBy(policy, world.operation(operation).path)?.[0];
  if (resource === undefined) return [{ target, variety: {} }];
  const others = await inOtherKinds(world, resource, tenant, (variety) =>
    workshop.row(resource, tenant, workshop.ownerOf(resource, tenant), variety),
  );
  return [
    { target, variety: {} },
    ...others.map(({ variety, made: binding }) =>
      made === undefined ? { target: { ...target, binding }, variety: {} } : { target, variety },
    ),
  ];
}

/**
 * What somebody has made for the tenant, of what its role may make, for an operation that is refused to it: whoever made a row
 * has no further right to it. None where it may make none, or what it makes is its own.
 */
export async function ownMade(world: World, { operation, actor, tenant }: OperationCell): Promise<Trial[]> {
  const [resource = '', described] = addressedBy(world.policy, world.operation(operation).path) ?? [];
  const role = world.rolesOf(actor) ?? '';
  if (described?.owner !== 'tenant' || tenant === undefined || described.make.length === 0) return [];
  if (!described.make.every((name) => world.operation(name).roles.includes(role))) return [];
  const owner = world.workshop.ownerOf(resource, tenant);
  const binding = await world.workshop.fresh(resource, tenant, owner, { by: actor });
  return [{ target: { tenant, owner, binding }, variety: {} }];
}

/** Whoever sees the effect of an operation without an id: the tenant's steward, or somebody of the platform. */
function ownerAt(world: World, operation: string, tenant: string | undefined): string {
  const { resource, scope } = world.operation(operation);
  return scope === 'platform' && resource
    ? world.workshop.ownerOf(resource, undefined)
    : world.steward(tenant);
}

/** What is wrong with a refusal of what the policy allows. A 401 counts only while the session lives. */
export async function refusalProblems(world: World, cell: OperationCell, call: Call): Promise<Problem[]> {
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return [
    {
      request: call.request,
      expected: 'an answer of success: the policy lets this role in',
      seen: `status ${call.answer.status}`,
    },
    ...errorProblems(call, world.policy.errors),
  ];
}

/** A denied read. A 401 counts only while the session lives. */
export async function deniedRead(
  world: World,
  cell: OperationCell,
  { binding, tenant }: Pick<Target, 'binding' | 'tenant'>,
  values: readonly string[],
): Promise<Problem[]> {
  const call = await world.call(cell.operation, cell.actor, binding, tenant);
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return deniedProblems(call, world.policy.errors, values);
}

/**
 * A denied change: denied, and afterwards the owner sees what was there before.
 *
 * @param variety by which what would be made is of another kind
 */
export async function deniedWrite(
  world: World,
  cell: OperationCell,
  target: Target,
  values: readonly string[],
  variety: Variety = {},
): Promise<Problem[]> {
  const { operation, actor, body } = cell;
  const send = (): Promise<Call> =>
    world.call(operation, actor, target.binding, target.tenant, { body, variety });
  const { call, problems } = isReadable(world, cell.operation)
    ? await changingNothing(world, cell.operation, target, send)
    : { call: await send(), problems: [] };
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return [...deniedProblems(call, world.policy.errors, values), ...problems];
}
