/**
 * What is there for removed rows only (a trash) answers for a row that was not removed as if it had never existed, and does
 * nothing to it, nor to what is below it.
 */
import type { Policy } from '../../policy/types.ts';
import { type Target, changeIn, stateOf } from '../checks/unchanged.ts';
import type { World } from '../checks/world.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, lanes, matrixIdentities } from '../plan/cells.ts';
import { addressedBy, madeBy } from '../policy/resources.ts';
import type { Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

/** `made` is what makes a row, and `removedBy` the first operation that would put it where this one finds it. */
type NotRemovedCell = TenantCell & { made: string; removedBy: string };

function cellsAt(policy: Policy, [name, { path, roles }]: Named): Draft<NotRemovedCell>[] {
  const [, { make } = { make: [] as string[] }] = addressedBy(policy, path) ?? [];
  const [made, removedBy] = make;
  const actor = matrixIdentities(policy).find(({ role, tenant }) => tenant && roles.includes(role));
  if (made === undefined || removedBy === undefined || !actor?.tenant) return [];
  return [
    {
      id: `access/not-removed/${name}/${actor.name}`,
      title: `${actor.name} is answered by ${name} for a row that was not removed as if it had never existed`,
      operation: name,
      actor: actor.name,
      tenant: actor.tenant,
      made,
      removedBy,
    },
  ];
}

/** The row and one of each kind below it, as operations that change them are seen to have done so. */
async function rowWithBelow(
  world: World,
  { tenant, actor, made, removedBy }: NotRemovedCell,
): Promise<{ id: string; changers: { name: string; target: Target }[] }> {
  const { policy, workshop } = world;
  const resource = madeBy(policy, made) ?? '';
  const at = await workshop.fresh(resource, tenant, actor);
  const below = await workshop.below(resource, tenant, actor, at);
  const changers = [
    { name: removedBy, target: { tenant, owner: actor, binding: at } },
    ...Object.entries(below).map(([name, binding]) => ({
      name: policy.resources[name]?.make[0] ?? '',
      target: { tenant, owner: actor, binding },
    })),
  ];
  return { id: at[policy.resources[resource]?.parameter ?? ''] ?? '', changers };
}

async function leftAlone(world: World, cell: NotRemovedCell): Promise<Problem[]> {
  const { operation: name, actor, tenant } = cell;
  const { id, changers } = await rowWithBelow(world, cell);
  const states = () => Promise.all(changers.map((changer) => stateOf(world, changer.name, changer.target)));
  const before = await states();
  const call = await world.call(name, actor, world.workshop.bound(name, id), tenant);
  const after = await states();
  const absent = world.allAbsent(world.operation(name).path);
  const nothing = await world.call(name, actor, absent, tenant);
  if (call.answer.status === 401) await world.assertAlive(actor);
  const told = differences(call.answer, nothing.answer, [id], Object.values(absent));
  const changed = before.flatMap((readings, at) => changeIn(readings, after[at] ?? []) ?? []);
  return [
    ...told.slice(0, 1).map((seen) => ({
      request: call.request,
      expected: 'the same answer as for an id that never existed, for a row that was not removed',
      seen,
    })),
    ...changed.map(({ reader }) => ({
      request: call.request,
      expected: 'nothing done to a row that was not removed, nor to what is below it',
      seen: `status ${call.answer.status}, and ${reader} gives its owner another answer than before`,
    })),
  ];
}

export const notRemoved: Kind<NotRemovedCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ scope, stream }) => scope === 'tenant' && !stream).flatMap((named) =>
      lanes<NotRemovedCell>(
        {
          title: `${named[0]} does nothing to what was not removed`,
          gate: 'access',
          rule: 'operation-beyond-role',
          feature: named[1].resource ?? named[0],
        },
        cellsAt(policy, named),
      ),
    ),
  judge: leftAlone,
};
