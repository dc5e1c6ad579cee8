/**
 * What is there already is made a second time: where that is refused, the refusal keeps to the contract and has no header
 * that other refusals of the same operation lack. A rule of the database is broken, and what passes it on says which.
 */
import { randomBytes } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { unmake } from '../checks/malformed.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { headersOfItsOwn } from '../oracle/refusal-headers.ts';
import { ANONYMOUS, type Draft, type OperationCell, lanes, matrixIdentities } from '../plan/cells.ts';
import { isNamedByRun, madeBy } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, operationsOf } from './kind.ts';

/** No JSON, so that nothing can come of it. */
const BROKEN = '{';

async function refusedPlainly(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const client = await world.clientOf(cell.actor);
  const nobody = await world.clientOf(ANONYMOUS);
  const unique = `${world.mark}${randomBytes(4).toString('hex')}`;
  const shape = world.shape(operation, {}, cell.tenant, { unique });
  const first = await client.send(operation.method, shape);
  if (!succeeded(first))
    throw new Blocked(
      `${cell.operation} answered ${first.answer.status} to ${cell.actor} for what nobody has: nothing is there to be taken`,
    );
  try {
    const second = await client.send(operation.method, shape);
    if (succeeded(second)) {
      // There may be two of these.
      await unmake(world, cell, second, {});
      return [];
    }
    const others = [
      await client.send(operation.method, { ...shape, body: BROKEN }),
      await nobody.send(operation.method, shape),
    ].map(({ answer }) => answer);
    if (others.some(({ status }) => status < 400))
      throw new Blocked(`${cell.operation} takes everything else: there is no other refusal to compare with`);
    return [
      ...errorProblems(second, world.policy.errors),
      ...headersOfItsOwn(second.answer, others).map((seen): Problem => ({
        request: second.request,
        expected: 'a refusal of what is taken with the headers that any other refusal has',
        seen,
      })),
    ];
  } finally {
    await unmake(world, cell, first, {});
  }
}

function cellAt(policy: Policy, [name, { roles }]: Named): Draft<OperationCell>[] {
  // The last, beside the checks that take the first.
  const actor = matrixIdentities(policy)
    .filter(({ role }) => roles.includes(role))
    .at(-1);
  return actor
    ? [
        {
          id: `disclosure/conflict/${name}`,
          title: `${actor.name} is told nothing of the inside by ${name} when it is taken already`,
          operation: name,
          actor: actor.name,
          ...(actor.tenant === undefined ? {} : { tenant: actor.tenant }),
        },
      ]
    : [];
}

export const conflict: Kind = {
  plan: (policy) =>
    operationsOf(policy, (operation) => !operation.path.includes('{') && isNamedByRun(operation))
      .filter(([name]) => madeBy(policy, name) !== undefined)
      .flatMap((named) =>
        lanes<OperationCell>(
          {
            title: `${named[0]} refuses what is taken, and tells nothing`,
            gate: 'disclosure',
            rule: 'error-disclosure',
            also: ['error-contract', 'server-error'],
            feature: named[1].resource ?? named[0],
          },
          cellAt(policy, named),
        ),
      ),
  judge: refusedPlainly,
};
