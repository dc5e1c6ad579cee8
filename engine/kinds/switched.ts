/**
 * What a role may not do it may not do either once its tenant’s switches are turned: each of them is turned to what it does
 * not say, everything that the policy denies within the tenant is tried, and they are put back. Rights that hang on a switch
 * are in no policy.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, type Draft, type Group, group, identitiesOf } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { refused } from './denied.ts';
import { type Kind, type Named, type TenantCell, guarded, operationsOf } from './kind.ts';
import { type Holder, changesStanding, contraryTo, putBack, standingRow } from './standing.ts';

const switchesOf = ({ body }: OperationPolicy): string[] =>
  Object.entries(body ?? {}).flatMap(([name, value]) => (typeof value === 'boolean' ? [name] : []));

/** The operations that turn a switch of a tenant. */
const turning = (policy: Policy): Named[] =>
  operationsOf(policy, (operation) => switchesOf(operation).length > 0).filter(([name]) =>
    changesStanding(policy, name),
  );

/**
 * Turns what an operation changes of one.
 *
 * @returns what turns it back; undefined where it holds no switch
 * @throws Blocked when nothing is turned
 */
async function turn(world: World, name: string, holder: Holder): Promise<(() => Promise<void>) | undefined> {
  const operation = world.operation(name);
  const before = await standingRow(world, name, holder);
  const held = (before ?? {}) as Record<string, unknown>;
  const switches = switchesOf(operation).filter((member) => typeof held[member] === 'boolean');
  if (switches.length === 0) return undefined;
  const back = (): Promise<void> => putBack(world, name, holder, before);
  const client = await world.clientOf(holder.owner);
  const shape = contraryTo(before, world.shape(operation, holder.binding, holder.tenant));
  const call = await client.send(operation.method, shape);
  const after = ((await standingRow(world, name, holder)) ?? {}) as Record<string, unknown>;
  if (!succeeded(call) || switches.some((member) => after[member] === held[member])) {
    if (succeeded(call)) await back();
    throw new Blocked(`${holder.owner} was answered ${call.answer.status} by ${name}, and turned nothing`);
  }
  return back;
}

/** Everything that an operation can turn: each row that every tenant has under the same id, or the one without any. */
async function holdersOf(world: World, [, { path }]: Named, tenant: string): Promise<Holder[]> {
  const owner = world.steward(tenant);
  const [resource] = addressedBy(world.policy, path) ?? [];
  if (resource === undefined) return [{ tenant, owner, binding: {} }];
  const found = await world.found(resource, tenant, owner);
  return found.map(({ binding }) => ({ tenant, owner, binding }));
}

async function whileTurned(
  world: World,
  { cells }: Group<TenantCell>,
  run: () => Promise<void>,
): Promise<void> {
  const [{ tenant = '' } = {}] = cells;
  const turned: (() => Promise<void>)[] = [];
  try {
    for (const named of turning(world.policy))
      for (const holder of await holdersOf(world, named, tenant)) {
        const back = await turn(world, named[0], holder);
        if (back) turned.push(back);
      }
    if (turned.length === 0) throw new Blocked(`${tenant} has no switch that could be turned`);
    await run();
  } finally {
    for (const back of turned.reverse()) await back();
  }
}

/** Within the tenant alone: what belongs to the platform hangs on no switch of one tenant. */
function cellsOf(policy: Policy, tenant: string): Draft<TenantCell>[] {
  const people = identitiesOf(policy, tenant, Object.keys(policy.roles));
  return guarded(policy)
    .filter(([, { scope, noTenant }]) => scope !== 'platform' && !noTenant)
    .flatMap(([operation, { roles }]) =>
      people
        .filter(({ role }) => !roles.includes(role))
        .map(({ name: actor }) => ({
          id: `access/switched/${operation}/${actor}`,
          title: `${actor} cannot call ${operation} whatever the switches of ${tenant} say`,
          operation,
          actor,
          tenant,
        })),
    );
}

export const switched: Kind<TenantCell> = {
  plan: (policy) => {
    const [tenant] = Object.keys(policy.tenants);
    return tenant === undefined || turning(policy).length === 0
      ? []
      : group<TenantCell>(
          {
            title: 'No switch of a tenant lets a role do what the policy denies it',
            gate: 'access',
            rule: 'operation-beyond-role',
            feature: 'switches',
            lane: ALONE_LANE,
          },
          cellsOf(policy, tenant),
        );
  },
  judge: async (world, cell): Promise<Problem[]> =>
    (await refused(world, cell)).map((problem) => ({
      ...problem,
      expected: `${problem.expected}, with every switch of ${cell.tenant} turned`,
    })),
  around: whileTurned,
};
