/** Nobody gives a role that is beyond the tenant: not to a colleague, not by an invitation. */
import type { Policy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type OperationCell, lanes, matrixIdentities } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { withMembers } from '../probe/malformations.ts';
import type { Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, type Named, operationsOf } from './kind.ts';

/** Operations whose body gives somebody a role. */
const granting = (policy: Policy): Named[] =>
  policy.people
    ? operationsOf(policy, ({ writes, body }) => writes && policy.people!.role in (body ?? {}))
    : [];

async function givesNone(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const field = world.policy.people?.role ?? '';
  const beyond = Object.entries(world.policy.roles).flatMap(([role, { scope }]) =>
    scope === 'platform' ? [role] : [],
  );
  const target = await expendable(world, cell.operation, cell.tenant);
  const client = await world.clientOf(cell.actor);
  const problems: Problem[] = [];
  for (const role of [...beyond, ...beyond.map((name) => name.toUpperCase()), 'owner', '*']) {
    const send = (): Promise<Call> => {
      const shape = world.shape(operation, target.binding, cell.tenant);
      return client.send(operation.method, withMembers(shape, { [field]: role }));
    };
    const { call, problems: changes } = await changingNothing(world, cell.operation, target, send);
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    problems.push(
      ...(succeeded(call)
        ? [
            {
              request: call.request,
              expected: `a refusal of the role ${role}`,
              seen: `status ${call.answer.status}`,
            },
          ]
        : errorProblems(call, world.policy.errors)),
      ...changes,
    );
  }
  return problems;
}

export const roleAbove: Kind = {
  plan: (policy) =>
    granting(policy).flatMap(([name, operation]) =>
      lanes(
        {
          title: `${name} gives nobody a role beyond the tenant`,
          gate: 'access',
          rule: 'role-above',
          feature: operation.resource ?? name,
        },
        matrixIdentities(policy)
          .filter(({ role }) => operation.roles.includes(role))
          .map(({ name: actor, tenant }) => ({
            id: `access/role-above/${name}/${actor}`,
            title: `${actor} gives nobody a role beyond the tenant with ${name}`,
            operation: name,
            actor,
            ...(tenant ? { tenant } : {}),
          })),
      ),
    ),
  judge: givesNone,
};
