/** Addresses in answers come from the configuration, not from what a request says of its host. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { unmake } from '../checks/malformed.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Draft, type OperationCell, group, lanes, matrixIdentities } from '../plan/cells.ts';
import { HOSTS_AT_ONCE, namesElsewhere } from '../probe/hosts.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, type Named, operationsOf } from './kind.ts';

/** Whatever gives a link, and whatever anybody in particular reads. */
const gives = ({ people, resources }: Policy, [name, { link, method, stream, writes }]: Named): boolean =>
  link !== undefined ||
  people?.invite?.operation === name ||
  (method === 'GET' && !stream) ||
  (writes && Object.values(resources).some(({ make }) => make[0] === name));

async function namesNoOther(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const { binding } = operation.writes
    ? await expendable(world, cell.operation, cell.tenant)
    : { binding: await bindingFor(world, cell, operation) };
  const client = await world.clientOf(cell.actor);
  const send = async (headers: Readonly<Record<string, string>>) => {
    const shape = world.shape(operation, binding, cell.tenant);
    const call = await client.send(operation.method, { ...shape, headers: { ...shape.headers, ...headers } });
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    await unmake(world, cell, call, binding);
    return call;
  };
  const control = await send({});
  if (!succeeded(control))
    throw new Blocked(
      `${cell.actor} was answered ${control.answer.status} by ${cell.operation}: no address would be seen`,
    );
  const problems: Problem[] = [];
  for (const headers of HOSTS_AT_ONCE) {
    const call = await send(headers);
    const { answer, request } = call;
    if (namesElsewhere(answer))
      problems.push({
        request,
        expected: 'addresses of the configuration',
        seen: `the host that ${Object.keys(headers).join(', ')} made up`,
      });
    // A server in front may refuse a host that it does not know, in words of its own.
    const others = answer.status >= 400 ? errorProblems(call, world.policy.errors) : [];
    problems.push(...others.filter(({ rule }) => rule !== 'error-contract'));
  }
  return problems;
}

function bindingFor(world: World, { actor, tenant }: OperationCell, { path, scope }: OperationPolicy) {
  return world.bind(path, tenant, scope === 'own' || !tenant ? actor : world.steward(tenant));
}

export const hostTrusted: Kind = {
  plan: (policy) =>
    operationsOf(policy, ({ scope }) => scope !== 'public')
      .filter((named) => gives(policy, named))
      .flatMap((named) => {
        const [name, operation] = named;
        const actor = matrixIdentities(policy).find(({ role }) => operation.roles.includes(role));
        const cells: Draft<OperationCell>[] = actor
          ? [
              {
                id: `disclosure/host/${name}`,
                title: `${name} answers with addresses of its own, whatever host a request is for`,
                operation: name,
                actor: actor.name,
                ...(actor.tenant ? { tenant: actor.tenant } : {}),
              },
            ]
          : [];
        const head = {
          title: `${name} trusts no host that a request names`,
          gate: 'disclosure',
          rule: 'host-trusted',
          also: ['error-disclosure', 'server-error'],
          feature: operation.resource ?? name,
        } as const;
        return operation.writes ? lanes(head, cells) : group(head, cells);
      }),
  judge: namesNoOther,
};
