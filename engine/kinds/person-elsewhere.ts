/**
 * Whoever belongs to several tenants is shown by each of them as that tenant has the person: read by id right after another
 * tenant has read the same id, what is shown is what the own list says.
 */
import type { Policy } from '../../policy/types.ts';
import { wholeRowOf } from '../checks/role-model.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { type Draft, group, stewardOf } from '../plan/cells.ts';
import { readerById } from '../policy/resources.ts';
import type { Row } from '../probe/canaries.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

/** `other` is the tenant that reads the same person first. */
type PersonCell = TenantCell & { person: string; other: string };

function cellsOf(policy: Policy): Draft<PersonCell>[] {
  const described = policy.resources[policy.people?.resource ?? ''];
  const operation = described && readerById(policy, described);
  if (operation === undefined) return [];
  return Object.entries(policy.identities).flatMap(([person, { tenant: home, also }]) => {
    const tenants = home === undefined ? also : [home, ...also];
    return tenants.flatMap((tenant, at) => {
      const other = tenants[(at + 1) % tenants.length];
      const actor = stewardOf(policy, tenant);
      return other === undefined || other === tenant || actor === undefined
        ? []
        : [
            {
              id: `isolation/person-elsewhere/${operation}/${person}/${tenant}`,
              title: `${actor} is shown ${person} as ${tenant} has the person, right after ${other} has looked`,
              operation,
              actor,
              tenant,
              person,
              other,
            },
          ];
    });
  });
}

/** The fields that both have, and in which they differ. */
const differing = (one: Row, other: Row): string[] =>
  Object.keys(one).filter(
    (field) => field in other && JSON.stringify(one[field]) !== JSON.stringify(other[field]),
  );

async function read(
  world: World,
  { operation, person }: PersonCell,
  tenant: string,
  row: Row,
): Promise<Call> {
  const steward = world.steward(tenant);
  const { parameter = '', id = '' } = world.policy.resources[world.policy.people?.resource ?? ''] ?? {};
  const call = await world.call(operation, steward, { [parameter]: String(row[id]) }, tenant);
  if (!succeeded(call))
    throw new Blocked(`${steward} was answered ${call.answer.status} by ${operation} for ${person}`);
  return call;
}

async function asTheTenantHas(world: World, cell: PersonCell): Promise<Problem[]> {
  const { person, tenant, other } = cell;
  const elsewhere = await wholeRowOf(world, person, other);
  const here = await wholeRowOf(world, person, tenant);
  if (differing(here, elsewhere).length === 0)
    throw new Blocked(
      `${person} is the same in ${tenant} and in ${other}: give the person another role there, so that one is told from the other`,
    );
  await read(world, cell, other, elsewhere);
  const call = await read(world, cell, tenant, here);
  const shown = (call.answer.json ?? {}) as Row;
  // Read anew: somebody may have been changed in the meantime.
  const wrong = differing(shown, await wholeRowOf(world, person, tenant));
  return wrong.length === 0
    ? []
    : [
        {
          request: call.request,
          expected: `${person} as the list of ${tenant} shows the person`,
          seen: wrong.map((field) => `${field} ${JSON.stringify(shown[field])}`).join(', '),
        },
      ];
}

export const personElsewhere: Kind<PersonCell> = {
  plan: (policy) =>
    group<PersonCell>(
      {
        title: 'Whoever belongs to several tenants is shown by each as that tenant has the person',
        gate: 'isolation',
        rule: 'cross-tenant-read',
        feature: policy.people?.resource ?? 'people',
      },
      cellsOf(policy),
    ),
  judge: asTheTenantHas,
};
