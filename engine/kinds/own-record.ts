/**
 * Whoever may not manage people may not manage itself either: somebody is given each such role, and is refused at the own
 * record, whatever role it would take. A handler that lets people at their own profile lets them do just that.
 */
import type { Policy } from '../../policy/types.ts';
import { ManagedPerson } from '../checks/managed-person.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, type Draft, group, managedOf } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import type { Variety } from '../probe/variety.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { deniedWrite } from './denial.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

/** `role` is what the actor is given while it asks, `own` what it has before and after. */
type RecordCell = TenantCell & { role: string; own: string };

const tenantRoles = (policy: Policy): string[] =>
  Object.entries(policy.roles).flatMap(([role, { scope }]) => (scope === 'tenant' ? [role] : []));

/** What is asked for: where the operation gives a role, every one that the actor has not. */
function attemptsOf(world: World, cell: RecordCell): Variety[] {
  const field = world.policy.people?.role ?? '';
  return field in (world.operation(cell.operation).body ?? {})
    ? tenantRoles(world.policy).flatMap((role) => (role === cell.role ? [] : [{ [field]: role }]))
    : [{}];
}

async function refusedAtOwn(world: World, cell: RecordCell): Promise<Problem[]> {
  const { actor, tenant } = cell;
  const owner = world.steward(tenant);
  const binding = await world.workshop.row(world.policy.people?.resource ?? '', tenant, owner);
  const { accessToken } = await world.tokensOf(actor);
  world.lend(actor, world.clientWith(accessToken));
  try {
    const alive = await world.whoIs(actor);
    if (!succeeded(alive))
      throw new Blocked(
        `${actor} was answered ${alive.answer.status} as ${cell.role}: a refusal would prove nothing`,
      );
    for (const variety of attemptsOf(world, cell)) {
      const problems = await deniedWrite(world, cell, { tenant, owner, binding }, [], variety);
      if (problems.length > 0) return problems;
    }
    return [];
  } finally {
    world.lend(actor, undefined);
  }
}

/** Gives the actor the role for as long as it asks, and the own one back, also where it took another itself. */
async function inRole(world: World, cell: RecordCell): Promise<Problem[]> {
  const { people } = world.policy;
  const person = await ManagedPerson.of(world, cell.tenant);
  let problems: Problem[] = [];
  try {
    if (cell.role !== cell.own) await person.assign(cell.role);
    problems = await refusedAtOwn(world, cell);
    return problems;
  } finally {
    const wentThrough = problems.length > 0;
    if (wentThrough && cell.operation === people?.disable) await person.enable();
    // Whoever left the tenant has no role there to be given back.
    const left = wentThrough && cell.operation === people?.remove;
    if (!left && (wentThrough || cell.role !== cell.own)) await person.assign(cell.own);
  }
}

function cellsAt(policy: Policy, [operation, { roles }]: Named): Draft<RecordCell>[] {
  const managed = managedOf(policy);
  if (managed?.role === undefined) return [];
  const { name: actor, tenant, role: own } = managed;
  return tenantRoles(policy)
    .filter((role) => !roles.includes(role))
    .map((role) => ({
      id: `access/own-record/${operation}/${role}`,
      title: `${actor} cannot call ${operation} for itself as ${role}`,
      operation,
      actor,
      tenant,
      role,
      own,
    }));
}

export const ownRecord: Kind<RecordCell> = {
  plan: (policy) =>
    operationsOf(
      policy,
      ({ writes, path }) =>
        writes && policy.people !== undefined && addressedBy(policy, path)?.[0] === policy.people.resource,
    ).flatMap((named) =>
      group<RecordCell>(
        {
          title: `Nobody calls ${named[0]} for itself without the right to it`,
          gate: 'access',
          rule: 'operation-beyond-role',
          feature: policy.people?.resource ?? '',
          lane: ALONE_LANE,
        },
        cellsAt(policy, named),
      ),
    ),
  judge: inRole,
};
