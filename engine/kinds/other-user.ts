/** What belongs to one person of a tenant is out of reach for the colleagues, and they cannot tell whether it exists. */
import type { Policy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { isReadable } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import type { Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

type OtherUserCell = TenantCell & { owner: string };

const byUser = (policy: Policy): Named[] =>
  operationsOf(policy, (operation) => addressedBy(policy, operation.path)?.[1].owner === 'user');

/** Each identity asks for what belongs to the next one of its tenant. */
function cellsAt(policy: Policy, [name, operation]: Named): Draft<OtherUserCell>[] {
  return Object.keys(policy.tenants).flatMap((tenant) => {
    const people = identitiesOf(policy, tenant, operation.roles);
    return people.flatMap(({ name: actor }, index) => {
      const owner = people[(index + 1) % people.length]?.name;
      if (owner === undefined || owner === actor) return [];
      return [
        {
          id: `isolation/other-user/${name}/${actor}/${owner}`,
          title: `${actor} cannot use ${name} on what belongs to ${owner}`,
          operation: name,
          actor,
          owner,
          tenant,
        },
      ];
    });
  });
}

async function outOfReach(world: World, cell: OtherUserCell): Promise<Problem[]> {
  const { path } = world.operation(cell.operation);
  const [resource] = addressedBy(world.policy, path) ?? [''];
  const binding = await world.workshop.row(resource, cell.tenant, cell.owner);
  const target = { tenant: cell.tenant, owner: cell.owner, binding };
  const ask = (at: Binding): Promise<Call> => world.call(cell.operation, cell.actor, at, cell.tenant);
  const { call, problems } =
    world.operation(cell.operation).writes && isReadable(world, cell.operation)
      ? await changingNothing(world, cell.operation, target, () => ask(binding))
      : { call: await ask(binding), problems: [] };
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  const absentBinding = world.allAbsent(path);
  const told = differences(
    call.answer,
    (await ask(absentBinding)).answer,
    Object.values(binding),
    Object.values(absentBinding),
  );
  return [
    ...deniedProblems(call, world.policy.errors, []),
    ...problems,
    ...told.slice(0, 1).map((seen) => ({
      rule: 'existence-oracle' as const,
      request: call.request,
      expected: 'the same answer as for an id that never existed',
      seen,
    })),
  ];
}

export const otherUser: Kind<OtherUserCell> = {
  plan: (policy) =>
    byUser(policy).flatMap((named) =>
      lanes<OtherUserCell>(
        {
          title: `No colleague reaches another's through ${named[0]}`,
          gate: 'isolation',
          rule: 'cross-user-access',
          also: ['existence-oracle'],
          feature: named[1].resource ?? named[0],
        },
        cellsAt(policy, named),
      ),
    ),
  judge: outOfReach,
};
