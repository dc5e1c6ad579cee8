/** Checks the answer at the rate limit: as many requests as the policy says that nobody in particular may make. */
import { errorProblems } from '../oracle/denied.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

const AT_ONCE = 24;
/** A window may turn over while the requests are made. */
const ROUNDS = 2;

export async function rateLimited(world: World): Promise<Problem[]> {
  const { rateLimit } = world.policy.errors;
  if (!rateLimit)
    throw new Blocked(
      'the policy names no rate limit: set errors.rateLimit, or list disclosure/rate-limit as out of scope',
    );
  const operation = world.operation(rateLimit.operation);
  const client = await world.clientOf(ANONYMOUS);
  const shape = world.shape(operation, world.allAbsent(operation.path), undefined);
  let limited: Call | undefined;
  let left = rateLimit.requests * ROUNDS;
  const worker = async (): Promise<void> => {
    while (limited === undefined && left-- > 0) {
      const call = await client.send(operation.method, shape, { throttled: true });
      if (call.answer.status === 429) limited ??= call;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (!limited)
    return [
      {
        request: { method: operation.method, path: shape.path },
        expected: `status 429 after ${rateLimit.requests} requests, as the policy says`,
        seen: `none in ${rateLimit.requests * ROUNDS} requests`,
      },
    ];
  const wait = limited.answer.headers['retry-after'];
  return [
    ...errorProblems(limited, world.policy.errors),
    ...(wait === undefined
      ? [
          {
            request: limited.request,
            expected: 'a Retry-After, by which a client knows when to come again',
            seen: 'status 429 without one',
          },
        ]
      : []),
  ];
}
