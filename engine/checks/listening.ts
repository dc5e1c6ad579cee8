/** What the checks of event streams have in common: opening one, having something happen, and hearing nothing of it. */
import type { OperationPolicy } from '../../policy/types.ts';
import type { ApiClient } from '../probe/client.ts';
import type { EventStream } from '../probe/stream.ts';
import type { Binding } from '../probe/templates.ts';
import type { Variety } from '../probe/variety.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { inOtherKinds } from './varieties.ts';
import type { World } from './world.ts';

/** How long an event may take; what has not come by then is not counted on. */
export const PATIENCE_MS = 5_000;
/** After the own event has come, a stray one is given this long. */
export const GRACE_MS = 300;
/** How many events are not to be heard. */
const EVENTS = 2;

/**
 * Opens a stream.
 *
 * @param as in place of the client that the identity has
 * @throws Blocked when it is refused
 */
export async function openStreamOf(
  world: World,
  actor: string,
  { path }: OperationPolicy,
  { headers = {}, as }: { headers?: Record<string, string>; as?: ApiClient } = {},
): Promise<EventStream> {
  const stream = await (as ?? (await world.clientOf(actor))).open(path, headers);
  if (stream.status === 200) return stream;
  stream.close();
  throw new Blocked(`${actor} was answered ${stream.status} by ${path}: silence would prove nothing`);
}

/**
 * Makes something that the stream tells of, and gives the id that it is told by.
 *
 * @param variety by which it is of another kind
 */
export async function happen(
  world: World,
  { feeds = '' }: OperationPolicy,
  tenant: string,
  variety: Variety = {},
): Promise<string> {
  const binding: Binding = await world.workshop.fresh(feeds, tenant, world.steward(tenant), { variety });
  return binding[world.policy.resources[feeds]?.parameter ?? ''] ?? '';
}

/** The same in further kinds that the run makes for the tenant: one of them may be told more widely than the rest. */
export async function happenInEveryKind(
  world: World,
  operation: OperationPolicy,
  tenant: string,
): Promise<string[]> {
  const first = await happen(world, operation, tenant);
  const { feeds = '' } = operation;
  const others = await inOtherKinds(world, feeds, tenant, (variety) =>
    world.workshop.fresh(feeds, tenant, world.steward(tenant), { variety }),
  );
  const parameter = world.policy.resources[feeds]?.parameter ?? '';
  return [first, ...others.map(({ made }) => made[parameter] ?? '')];
}

/** Whoever listens hears what happens now, the id of which is given; else silence afterwards would prove nothing. */
export async function hears(
  world: World,
  { actor, tenant }: { actor: string; tenant: string },
  operation: OperationPolicy,
  stream: EventStream,
): Promise<string> {
  const now = await happen(world, operation, tenant);
  if (!(await stream.until((text) => text.includes(now), PATIENCE_MS)))
    throw new Blocked(`${actor} heard nothing before: silence afterwards would prove nothing`);
  return now;
}

/**
 * The stream tells nothing of what happens now, though that of the steward does.
 *
 * The steward is to hear of two events, the second of which happens once the first has been heard: a service that looks
 * for news from time to time has looked at least once in between, for each of its streams.
 */
export async function hearsNothing(
  world: World,
  tenant: string,
  operation: OperationPolicy,
  { stream, witness }: { stream: EventStream; witness: EventStream },
): Promise<Problem[]> {
  const late: string[] = [];
  const heard = (): string[] => late.filter((id) => stream.text.includes(id));
  for (let event = 0; event < EVENTS && heard().length === 0; event += 1) {
    const now = await happen(world, operation, tenant);
    late.push(now);
    if (!(await witness.until((text) => text.includes(now), PATIENCE_MS)))
      throw new Blocked(`${world.steward(tenant)} does not hear of it either`);
  }
  return (await stream.until(() => heard().length > 0, GRACE_MS))
    ? [
        {
          request: { method: 'GET', path: operation.path },
          expected: 'a stream that has ended',
          seen: `an event of ${tenant}, ${heard().join(', ')}`,
        },
      ]
    : [];
}
