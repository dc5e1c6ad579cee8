/** Checks that malformed input is answered by the error contract and tells nothing. */
import { disclosuresIn, tellingHeaders } from '../oracle/disclosure.ts';
import { errorProblems } from '../oracle/denied.ts';
import type { OperationCell } from '../plan/cells.ts';
import { malform, mayPass } from '../probe/malformations.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

export async function malformedInput(
  world: World,
  cell: OperationCell & { malformation: string },
): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const steward = cell.tenant ? world.steward(cell.tenant) : cell.actor;
  const binding = await world.bind(
    operation.path,
    cell.tenant,
    operation.roles.includes(world.rolesOf(steward) ?? '') ? steward : cell.actor,
  );
  const shape = malform(cell.malformation, world.shape(operation, binding, cell.tenant), operation);
  const client = await world.clientOf(cell.actor);
  const call = await client.send(operation.method, shape);
  const { status, text, headers } = call.answer;
  if (status === 401) await world.assertAlive(cell.actor);
  if (status >= 400) return errorProblems(call, world.policy.errors);
  if (mayPass(cell.malformation)) {
    return [...disclosuresIn(text), ...tellingHeaders(headers)].map((seen) => ({
      rule: 'error-disclosure',
      request: call.request,
      expected: 'an answer that tells nothing of the inside',
      seen,
    }));
  }
  if (status >= 300)
    throw new Blocked(`${cell.operation} answered ${status}, which is neither a success nor an error`);
  return [{ request: call.request, expected: `a refusal of ${cell.malformation}`, seen: `status ${status}` }];
}

/** A route that does not exist is refused by the contract, and tells nothing. */
export async function unknownRoute(world: World): Promise<Problem[]> {
  const client = await world.clientOf('anonymous');
  const paths = [
    '/no-such-route',
    '/api/no-such-route',
    '/.env',
    '/.git/config',
    '/debug',
    '/metrics',
    '/api/v1/..%2f..%2fetc%2fpasswd',
  ];
  const calls = await Promise.all(paths.map((path) => client.send('GET', { path, headers: {} })));
  return calls.flatMap((call) =>
    call.answer.status >= 400
      ? errorProblems(call, world.policy.errors)
      : [{ request: call.request, expected: 'a refusal', seen: `status ${call.answer.status}` }],
  );
}
