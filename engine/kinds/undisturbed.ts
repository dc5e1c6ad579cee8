/**
 * What belongs to a tenant is there for it also when the first who ever asked for it was a stranger: a denial that is kept, as
 * “there is no such thing”, is kept for whoever was denied. (Elsewhere the owner has always read it before.)
 */
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, type Draft, group, identitiesOf, stewardOf } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, isRead, namesTenantRow, operationsOf } from './kind.ts';

/** `stranger` asks before the actor does. */
type UndisturbedCell = TenantCell & { resource: string; stranger: string };

async function stillThere(world: World, cell: UndisturbedCell): Promise<Problem[]> {
  const { operation, actor, tenant, resource, stranger } = cell;
  const { workshop } = world;
  const read = async (asStranger: boolean) => {
    const binding = await workshop.fresh(resource, tenant, actor);
    try {
      const denied = asStranger ? await world.call(operation, stranger, binding, tenant) : undefined;
      return { denied, own: await world.call(operation, actor, binding, tenant) };
    } finally {
      await workshop.discard({ resource, tenant, identity: actor, binding });
    }
  };
  const { denied, own } = await read(true);
  if (denied && succeeded(denied))
    return [
      {
        rule: 'cross-tenant-read',
        actor: stranger,
        request: denied.request,
        expected: `a denial: it is of ${tenant}`,
        seen: `status ${denied.answer.status}`,
      },
    ];
  if (succeeded(own)) return [];
  await world.assertAlive(actor);
  const control = await read(false);
  if (!succeeded(control.own))
    throw new Blocked(
      `${actor} was answered ${control.own.answer.status} by ${operation} where no stranger asked before, too`,
    );
  return [
    {
      request: own.request,
      expected: `what is of ${tenant}, also after ${stranger} has asked for it in vain`,
      seen: `status ${own.answer.status}`,
    },
  ];
}

function cellsAt(policy: Policy, [name, operation]: Named): Draft<UndisturbedCell>[] {
  const [resource, described] = addressedBy(policy, operation.path) ?? [];
  const [strangers, tenant] = Object.keys(policy.tenants);
  if (
    resource === undefined ||
    !described?.make.length ||
    described.owner !== 'tenant' ||
    tenant === undefined
  )
    return [];
  const actor = stewardOf(policy, tenant);
  const [stranger] = identitiesOf(policy, strangers ?? '', operation.roles);
  return actor !== undefined && stranger && operation.roles.includes(policy.identities[actor]?.role ?? '')
    ? [
        {
          id: `isolation/undisturbed/${name}`,
          title: `${actor} is given by ${name} what ${stranger.name} has asked for before`,
          operation: name,
          actor,
          tenant,
          resource,
          stranger: stranger.name,
        },
      ]
    : [];
}

export const undisturbed: Kind<UndisturbedCell> = {
  plan: (policy) =>
    operationsOf(policy, (operation) => isRead(operation) && namesTenantRow(policy, operation)).flatMap(
      (named) =>
        group<UndisturbedCell>(
          {
            title: `What ${named[0]} gives is there also when a stranger asked for it first`,
            gate: 'isolation',
            rule: 'cross-tenant-write',
            also: ['cross-tenant-read'],
            feature: named[1].resource ?? named[0],
            // It makes rows, which no other lane is to meet.
            lane: ALONE_LANE,
          },
          cellsAt(policy, named),
        ),
    ),
  judge: stillThere,
};
