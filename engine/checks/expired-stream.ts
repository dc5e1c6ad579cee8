/** A stream ends with the token that it was opened with: an open connection is a use of the token like any other. */
import type { StreamCell } from '../plan/index.ts';
import { parseJwt } from '../probe/forge.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { hearsNothing, openStreamOf } from './listening.ts';
import { LONGEST_WAIT_SECONDS, type TokenSource } from './tokens.ts';
import type { World } from './world.ts';

/** What a service may take to notice that a token is over, whose end is told in whole seconds. */
const MARGIN_MS = 1500;

/**
 * One that has ended by then is silent for good; of one that is open still, it is heard whether it tells what happens.
 *
 * @throws Blocked where the deployment gives no token that ends in time, or the stream ends long before it
 */
export async function silentAfterExpiry(
  world: World,
  { actor, tenant, operation: name }: StreamCell,
  { shortLived }: Pick<TokenSource, 'shortLived'>,
): Promise<Problem[]> {
  const operation = world.operation(name);
  const { accessToken } = await shortLived();
  const { exp } = parseJwt(accessToken)?.payload ?? {};
  if (typeof exp !== 'number') throw new Blocked('the access token is no JWT that tells its end');
  const left = exp * 1000 - Date.now();
  if (left > LONGEST_WAIT_SECONDS * 1000)
    throw new Blocked(
      `the access token lives for ${Math.round(left / 1000)} s more: name an application with short-lived tokens in AUTH0_SHORT_LIVED_CLIENT_ID`,
    );
  const as = world.clientWith(accessToken);
  const stream = await openStreamOf(world, actor, operation, { as });
  try {
    if (await stream.untilEnded(Math.max(exp * 1000 - Date.now() - 1000, 0)))
      throw new Blocked(`${name} ended before its token did: its silence would prove nothing`);
    if (await stream.untilEnded(exp * 1000 - Date.now() + MARGIN_MS)) return [];
    const witness = await openStreamOf(world, world.steward(tenant), operation);
    try {
      const problems = await hearsNothing(world, tenant, operation, { stream, witness });
      return problems.map((problem) => ({
        ...problem,
        expected: `${problem.expected}, as its token has`,
      }));
    } finally {
      witness.close();
    }
  } finally {
    stream.close();
  }
}
