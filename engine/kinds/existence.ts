/** A foreign id and one that never existed get the same answer. */
import { changingNothing } from '../checks/unchanged.ts';
import type { World } from '../checks/world.ts';
import { isReadable } from '../checks/workshop.ts';
import { differences } from '../oracle/same.ts';
import { group, lanes } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import type { Problem } from '../record/problem.ts';
import { expendable, otherKinds, peopleOfSeveral, readable } from './denial.ts';
import { type Kind, type TenantCell, namesTenantRow, operationsOf, strangerCell } from './kind.ts';

/** Any version will do for whoever asks: what is answered without a look at the row tells that there is one. */
const UNCHANGED = { 'if-none-match': '*' };

/** Compares the answers to both ids; a change that is denied and done all the same is a finding of its own. */
async function compare(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  const ask = (binding: Binding, headers?: Readonly<Record<string, string>>): Promise<Call> =>
    world.call(cell.operation, cell.actor, binding, home, { headers });
  const target = operation.writes
    ? await expendable(world, cell.operation, cell.tenant)
    : {
        tenant: cell.tenant,
        owner: world.steward(cell.tenant),
        binding: await readable(world, cell, cell.tenant),
      };
  const absentBinding = world.allAbsent(operation.path);
  const { call: foreign, problems } =
    operation.writes && isReadable(world, cell.operation)
      ? await changingNothing(world, cell.operation, target, () => ask(target.binding))
      : { call: await ask(target.binding), problems: [] };
  const absent = await ask(absentBinding);
  const further = [
    ...(operation.writes ? [] : await otherKinds(world, cell, cell.tenant)),
    // Nobody may be changed who is not there to be: they are asked for once somebody who is was refused.
    ...(foreign.answer.status >= 400 ? await peopleOfSeveral(world, cell) : []),
  ];
  const asked = [{ call: foreign, binding: target.binding, like: absent }];
  for (const binding of further) asked.push({ call: await ask(binding), binding, like: absent });
  if (!operation.writes) {
    const [call, like] = [await ask(target.binding, UNCHANGED), await ask(absentBinding, UNCHANGED)];
    asked.push({ call, binding: target.binding, like });
  }
  if (asked.flatMap(({ call, like }) => [call, like]).some(({ answer }) => answer.status === 401))
    await world.assertAlive(cell.actor);
  const told = asked.flatMap(({ call: { answer, request }, binding, like }): Problem[] => {
    const found = differences(answer, like.answer, Object.values(binding), Object.values(absentBinding));
    if (found.length === 0) return [];
    const expected = 'the same answer as for an id that never existed';
    return [{ request, expected, seen: found.slice(0, 3).join('; ') }];
  });
  return [
    ...problems.map((problem): Problem => ({ ...problem, rule: 'cross-tenant-write' })),
    ...told.slice(0, 1),
  ];
}

export const existence: Kind<TenantCell> = {
  plan: (policy, options) =>
    operationsOf(policy, (operation) => namesTenantRow(policy, operation)).flatMap(([name, operation]) =>
      (operation.writes ? lanes : group)<TenantCell>(
        {
          title: `A foreign id of ${name} answers like one that never existed`,
          gate: 'isolation',
          rule: 'existence-oracle',
          feature: operation.resource ?? name,
        },
        strangersAt(policy, name, operation.writes ? 'ring' : 'square', options).map(
          strangerCell(
            'isolation/existence',
            name,
            ({ actor, tenant }) => `${actor} cannot tell whether the ${name} id of ${tenant} exists`,
          ),
        ),
      ),
    ),
  judge: compare,
};
