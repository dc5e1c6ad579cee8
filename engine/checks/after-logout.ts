/** Tries a token from before a logout at every operation, in a way that does no harm where it is let in. */
import type { OperationPolicy } from '../../policy/types.ts';
import { type Asked, afterLogout, refusalProblems } from '../oracle/after-logout.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import { guarded } from '../kinds/kind.ts';
import type { ApiClient, Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** Of what never existed, and with nothing in it: the token is looked at before either. */
function ask(world: World, client: ApiClient, operation: OperationPolicy, identity: string): Promise<Call> {
  const harmless = operation.body ? { ...operation, body: {} } : operation;
  const shape = world.shape(
    harmless,
    world.allAbsent(operation.path),
    world.policy.identities[identity]?.tenant,
  );
  return client.send(operation.method, shape, { headOnly: operation.stream });
}

/**
 * Every operation that needs a sign-in refuses the token. Logging out again is no mistake, and is not tried.
 *
 * @param client with what the browser of the identity sent before it was logged out
 * @param isAsked which of the operations are tried
 * @throws Blocked where an operation refuses the request itself before it asks who sends it
 */
export async function refusedEverywhere(
  world: World,
  identity: string,
  client: ApiClient,
  isAsked: (operation: OperationPolicy) => boolean = () => true,
): Promise<Problem[]> {
  const { errors, identities, session } = world.policy;
  const { role = '', tenant } = identities[identity] ?? {};
  const values = world.victimValues(tenant);
  const nobody = await world.clientOf(ANONYMOUS);
  const asked: Asked[] = [];
  const untold: string[] = [];
  for (const [name, operation] of guarded(world.policy)) {
    if (name === session.logout || !isAsked(operation)) continue;
    const mayCall = operation.noTenant || operation.roles.includes(role);
    const call = await ask(world, client, operation, identity);
    const { status } = call.answer;
    if (status >= 400 && refusalProblems({ call, mayCall }, errors, values).length > 0) {
      const stranger = await ask(world, nobody, operation, identity);
      if (stranger.answer.status === status) {
        untold.push(`${name} answers ${status}`);
        continue;
      }
    }
    asked.push({ operation: name, call, mayCall });
  }
  const problems = afterLogout(asked, errors, values);
  if (problems.length === 0 && untold.length > 0)
    throw new Blocked(`nobody at all is answered the same: ${untold.join('; ')}`);
  return problems;
}
