/** Checks of the origins that the API shares its answers with, by requests alone. */
import { sharedWith } from '../oracle/cross-origin.ts';
import type { OriginCell } from '../plan/index.ts';
import { strayOrigin } from '../probe/addresses.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

/** An answer that is a person's own, and the permission to ask for it, are given to no origin but the application's. */
export async function originShared(
  world: World,
  { spelling }: OriginCell,
  actor: string,
  { appUrl, apiUrl }: { appUrl: string; apiUrl: string },
): Promise<Problem[]> {
  const origin = strayOrigin(spelling, new URL(appUrl));
  const operation = world.operation(world.ownOperation(actor));
  const { path, headers } = world.shape(operation, {}, world.policy.identities[actor]?.tenant);
  const client = await world.clientOf(actor);
  const read = (from: string): Promise<Call> =>
    client.send('GET', { path, headers: { ...headers, origin: from } });
  const preflight = (from: string): Promise<Call> =>
    client.send('OPTIONS', {
      path,
      headers: {
        origin: from,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
  // Where both are one origin, there is nobody to share with.
  const own = appUrl === apiUrl ? undefined : sharedWith((await read(appUrl)).answer.headers, appUrl);
  if (own === undefined && appUrl !== apiUrl)
    throw new Blocked(`an answer of ${path} is not shared with the application itself`);
  const problems: Problem[] = [];
  for (const ask of [read, preflight]) {
    const { answer, request } = await ask(origin);
    if (ask === read && answer.status >= 300)
      throw new Blocked(`${path} answered ${answer.status} to ${actor}`);
    const shared = sharedWith(answer.headers, origin);
    if (shared !== undefined)
      problems.push({ request, expected: `nothing shared with ${origin}`, seen: shared });
  }
  return problems;
}
