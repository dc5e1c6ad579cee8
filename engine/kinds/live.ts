/**
 * Live channels: a stream brings what happens in the own tenant, and nothing else: not while it is open, not when it
 * replays what was missed, and nothing at all once the person is disabled or has logged out.
 */
import type { Policy } from '../../policy/types.ts';
import {
  GRACE_MS,
  PATIENCE_MS,
  happen,
  happenInEveryKind,
  hears,
  hearsNothing,
  openStreamOf as open,
} from '../checks/listening.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, group, identitiesOf, managedOf } from '../plan/cells.ts';
import type { EventStream } from '../probe/stream.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, streams } from './kind.ts';

type LiveCell = TenantCell & { way: 'live' | 'replay' | 'disabled' | 'logout' };

/** Whoever belongs to several tenants hears of the one that the session is for. */
function elsewhere(policy: Policy, [name, { roles }]: Named): Draft<LiveCell>[] {
  return Object.entries(policy.identities).flatMap(
    ([
      actor,
      {
        tenant,
        also: [other],
        role,
        expect,
      },
    ]) =>
      tenant === undefined || other === undefined || expect !== 'signed-in' || !roles.includes(role ?? '')
        ? []
        : (['live', 'replay'] as const).map((way) => ({
            id: `isolation/stream-elsewhere/${name}/${actor}/${way}`,
            title: `${actor}, who belongs to ${other} as well, ${way === 'live' ? 'hears' : 'is replayed'} nothing of it through ${name} at ${tenant}`,
            operation: name,
            actor,
            tenant: other,
            way,
          })),
  );
}

function cellsAt(policy: Policy, [name, operation]: Named): Draft<LiveCell>[] {
  const tenants = Object.keys(policy.tenants);
  return tenants.flatMap((home, index) => {
    const victim = tenants[(index + 1) % tenants.length];
    const [listener] = identitiesOf(policy, home, operation.roles).slice(-1);
    if (victim === undefined || victim === home || !listener) return [];
    const { name: actor } = listener;
    return (['live', 'replay'] as const).map((way) => ({
      id: `isolation/stream-${way}/${name}/${actor}/${victim}`,
      title:
        way === 'live'
          ? `${actor} hears nothing of what happens at ${victim} through ${name}`
          : `${actor} is replayed nothing of ${victim} by ${name}`,
      operation: name,
      actor,
      tenant: victim,
      way,
    }));
  });
}

function endings(policy: Policy, [name]: Named): Draft<LiveCell>[] {
  const ways = [
    ...(policy.people ? (['disabled'] as const) : []),
    ...(policy.session.logout ? (['logout'] as const) : []),
  ];
  const { name: actor, tenant } = managedOf(policy) ?? {};
  return actor === undefined || tenant === undefined
    ? []
    : ways.map((way) => ({
        id: `access/stream-${way}/${name}/${actor}`,
        title: `${actor} hears nothing more through ${name} after ${way === 'logout' ? 'logging out' : 'it was disabled'}`,
        operation: name,
        actor,
        tenant,
        way,
      }));
}

async function heardOnlyOwn(world: World, cell: LiveCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant ?? '';
  const request = { method: 'GET', path: operation.path };
  // In a replay everything happens before the stream is opened.
  const before = cell.way === 'replay' ? await open(world, cell.actor, operation) : undefined;
  before?.close();
  const replayed: Record<string, string> = cell.way === 'replay' ? { 'last-event-id': '0' } : {};
  const early = cell.way === 'live' ? await open(world, cell.actor, operation) : undefined;
  const foreign = await happenInEveryKind(world, operation, cell.tenant);
  const own = await happen(world, operation, home);
  const stream = early ?? (await open(world, cell.actor, operation, { headers: replayed }));
  try {
    const heard = await stream.until((text) => text.includes(own), PATIENCE_MS);
    await stream.until((text) => foreign.some((id) => text.includes(id)), GRACE_MS);
    const seen = valuesIn(stream.text, [...foreign, ...world.victimValues(cell.tenant)], '');
    // What was heard of another is no less for the own event that got lost.
    if (!heard && seen.length === 0)
      throw new Blocked(
        `${cell.actor} does not hear of the own event: silence about another would prove nothing`,
      );
    return seen.length === 0
      ? []
      : [
          {
            request,
            expected: `nothing of ${cell.tenant}`,
            seen: seen.map((value) => JSON.stringify(value)).join(', '),
          },
        ];
  } finally {
    stream.close();
  }
}

/** Streams that one session has open at once, as of several tabs. */
const TABS = 3;

/**
 * Opens as many streams of one session as the service lets be open: an earlier one may end when another is opened.
 *
 * @returns those that are heard through, at least the last
 */
async function streamsOf(world: World, cell: LiveCell): Promise<EventStream[]> {
  const operation = world.operation(cell.operation);
  const opened: EventStream[] = [];
  try {
    while (opened.length < TABS) opened.push(await open(world, cell.actor, operation));
  } catch (error) {
    if (!(error instanceof Blocked) || opened.length === 0) throw error;
  }
  try {
    const [last, ...earlier] = opened.toReversed();
    if (!last) throw new Blocked(`no stream of ${cell.operation} was opened`);
    const now = await hears(world, cell, operation, last);
    const heard = await Promise.all(
      earlier.map((stream) => stream.until((text) => text.includes(now), PATIENCE_MS)),
    );
    earlier.forEach((stream, at) => {
      if (!heard[at]) stream.close();
    });
    return [last, ...earlier.filter((_, at) => heard[at])];
  } catch (error) {
    for (const stream of opened) stream.close();
    throw error;
  }
}

/** The streams of somebody who is disabled or logs out, beside that of a colleague who stays. */
async function silentAfter(world: World, cell: LiveCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const { people, session } = world.policy;
  const steward = world.steward(cell.tenant);
  const turn = async (name: string | undefined, actor: string, at: Binding): Promise<void> => {
    if (!name) throw new Blocked('the policy does not name the operation');
    const call = await world.call(name, actor, at, cell.tenant);
    if (!succeeded(call)) throw new Blocked(`${name} answered ${call.answer.status} to ${actor}`);
  };
  world.lend(cell.actor, await world.signInAgain(cell.actor));
  const witness = await open(world, steward, operation);
  const own: EventStream[] = [];
  const person = people ? await world.workshop.row(people.resource, cell.tenant, steward) : {};
  try {
    own.push(...(await streamsOf(world, cell)));
    if (cell.way === 'logout') await turn(session.logout, cell.actor, {});
    else await turn(people?.disable, steward, person);
    try {
      await new Promise((resume) => setTimeout(resume, session.accessAfterLogoutSeconds * 1000));
      const problems: Problem[] = [];
      for (const stream of own)
        problems.push(...(await hearsNothing(world, cell.tenant, operation, { stream, witness })));
      return problems.slice(0, 1);
    } finally {
      if (cell.way === 'disabled') await turn(people?.enable, steward, person);
    }
  } finally {
    for (const stream of own) stream.close();
    witness.close();
    world.lend(cell.actor, undefined);
  }
}

export const live: Kind<LiveCell> = {
  plan: (policy) =>
    streams(policy).flatMap((named) => [
      ...group<LiveCell>(
        {
          title: `${named[0]} tells nobody of another tenant`,
          gate: 'isolation',
          rule: 'foreign-event',
          also: ['foreign-data-received'],
          feature: named[1].feeds ?? named[0],
          lane: ALONE_LANE,
          atOnce: true,
        },
        [...cellsAt(policy, named), ...elsewhere(policy, named)],
      ),
      ...group<LiveCell>(
        {
          title: `${named[0]} falls silent for whoever may hear no longer`,
          gate: 'access',
          rule: 'disabled-user-served',
          feature: named[1].feeds ?? named[0],
          lane: ALONE_LANE,
        },
        endings(policy, named),
      ),
    ]),
  judge: (world, cell) =>
    cell.way === 'live' || cell.way === 'replay' ? heardOnlyOwn(world, cell) : silentAfter(world, cell),
};
