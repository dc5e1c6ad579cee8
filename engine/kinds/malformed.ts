/**
 * Malformed input to every operation that takes any: refused by the error contract, without a word of the inside. What
 * writes is tried at rows that the run made, so that nothing is lost where a refusal does not come.
 */
import type { Policy } from '../../policy/types.ts';
import { toldProblems, unmake } from '../checks/malformed.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import { assertOfMistake, wellFormed } from '../checks/well-formed.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Draft, type OperationCell, group, lanes, matrixIdentities } from '../plan/cells.ts';
import { attemptsOf, malformationOf, malformationsOf } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { type Kind, type Named, guarded } from './kind.ts';

type MalformedCell = OperationCell & { malformation: string };

/** The row of a group, which its cells ask for one after the other; by operation and tenant. */
const rows = oncePerWorld<Binding>();

function bindingFor(world: World, { operation: name, actor, tenant }: MalformedCell): Promise<Binding> {
  const operation = world.operation(name);
  if (operation.writes)
    return rows(world, JSON.stringify([name, tenant]), async () => {
      const { binding } = await expendable(world, name, tenant);
      return binding;
    });
  const steward = tenant ? world.steward(tenant) : actor;
  const reads = operation.roles.includes(world.rolesOf(steward) ?? '');
  return world.bind(operation.path, tenant, reads ? steward : actor);
}

async function refused(world: World, cell: MalformedCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const binding = await bindingFor(world, cell);
  const { expect } = malformationOf(world.policy.corpus, cell.malformation);
  const valid = world.shape(operation, binding, cell.tenant);
  const client = await world.clientOf(cell.actor);
  const control = await wellFormed(world, cell, binding);
  const problems: Problem[] = [];
  for (const { means, shape } of attemptsOf(world.policy, cell.malformation, valid, operation)) {
    const call = await client.send(operation.method, shape, { headOnly: operation.stream });
    const { status } = call.answer;
    const named = (problem: Problem): Problem =>
      means === '' ? problem : { ...problem, seen: `${problem.seen} (${means})` };
    if (status === 401) await world.assertAlive(cell.actor);
    if (status >= 400) {
      assertOfMistake(cell.operation, control, call);
      problems.push(...errorProblems(call, world.policy.errors).map(named));
    } else if (expect === 'either') {
      problems.push(...toldProblems(call).map(named));
    } else {
      if (status >= 300)
        throw new Blocked(`${cell.operation} answered ${status}, which is neither a success nor an error`);
      problems.push(
        named({
          rule: 'malformed-accepted',
          request: call.request,
          expected: `a refusal of ${cell.malformation}`,
          seen: `status ${status}`,
        }),
      );
      await unmake(world, cell, call, binding);
    }
  }
  return problems;
}

function cellsAt(policy: Policy, [name, operation]: Named, index: number): Draft<MalformedCell>[] {
  // Every tenant has its share, so that nobody meets a rate limit.
  const able = matrixIdentities(policy).filter(({ role }) => operation.roles.includes(role));
  const alike = able.filter(({ role }) => role === able[0]?.role);
  const actor = alike[index % alike.length];
  if (!actor) return [];
  return malformationsOf(policy.corpus, operation).map((malformation) => ({
    id: `disclosure/malformed/${name}/${malformation}`,
    title: `${name} answers ${malformation} by the error contract and tells nothing`,
    operation: name,
    actor: actor.name,
    malformation,
    ...(actor.tenant ? { tenant: actor.tenant } : {}),
  }));
}

export const malformed: Kind<MalformedCell> = {
  plan: (policy) =>
    guarded(policy).flatMap((named, index) => {
      const [name, operation] = named;
      const head = {
        title: `Malformed input to ${name} is answered by the error contract`,
        gate: 'disclosure',
        rule: 'error-contract',
        also: ['error-disclosure', 'malformed-accepted', 'server-error'],
        feature: operation.resource ?? name,
      } as const;
      const cells = cellsAt(policy, named, index);
      return operation.writes ? lanes(head, cells) : group(head, cells);
    }),
  judge: refused,
};
