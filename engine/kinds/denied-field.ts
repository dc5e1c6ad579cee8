/**
 * Whoever may not change something changes no part of it either: each of its fields is sent alone, with the value that it has.
 * A handler that lets more people at some of the fields takes a body that holds nothing else.
 */
import { changingNothing } from '../checks/unchanged.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type OperationCell, firstOfEachRole, lanes, matrixIdentities } from '../plan/cells.ts';
import { readersOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, operationsOf } from './kind.ts';
import { standingRow } from './standing.ts';

async function refusedEachField(world: World, cell: OperationCell): Promise<Problem[]> {
  const { operation: name, actor, tenant } = cell;
  const operation = world.operation(name);
  const target = await expendable(world, name, tenant);
  const row = await standingRow(world, name, target);
  if (row === null || typeof row !== 'object' || Object.keys(row).length === 0)
    throw new Blocked(`${target.owner} is shown no fields of what ${name} changes`);
  const client = await world.clientOf(actor);
  const shape = world.shape(operation, target.binding, tenant);
  const problems: Problem[] = [];
  for (const [field, value] of Object.entries(row as Record<string, unknown>)) {
    const send = (): Promise<Call> =>
      client.send(operation.method, { ...shape, body: JSON.stringify({ [field]: value }) });
    // The field may be none that can be written: refused for what it says, then, and that is as good.
    const { call, problems: changes } = await changingNothing(world, name, target, send);
    if (call.answer.status === 401) await world.assertAlive(actor);
    problems.push(
      ...(succeeded(call)
        ? [
            {
              request: call.request,
              expected: `a refusal of ${field} alone, like one of more`,
              seen: `status ${call.answer.status}`,
            },
          ]
        : errorProblems(call, world.policy.errors)),
      ...changes,
    );
  }
  return problems;
}

export const deniedField: Kind = {
  plan: (policy) =>
    operationsOf(
      policy,
      ({ method, body, scope }) => method === 'PATCH' && body !== undefined && scope === 'tenant',
    )
      .filter(([name]) => readersOf(policy, name).length > 0)
      .flatMap(([name, operation]) =>
        lanes<OperationCell>(
          {
            title: `No role beyond the policy changes a field with ${name}`,
            gate: 'access',
            rule: 'operation-beyond-role',
            feature: operation.resource ?? name,
          },
          firstOfEachRole(
            matrixIdentities(policy).filter(
              ({ role, tenant }) => tenant !== undefined && !operation.roles.includes(role),
            ),
          ).map(({ name: actor, tenant }) => ({
            id: `access/denied-field/${name}/${actor}`,
            title: `${actor} changes no single field with ${name}`,
            operation: name,
            actor,
            ...(tenant ? { tenant } : {}),
          })),
        ),
      ),
  judge: refusedEachField,
};
