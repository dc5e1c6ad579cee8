/**
 * What the policy hides from a role is told to it by no event stream either: not while it listens, not when it is replayed
 * what it missed. What happens refers to a row that has what is hidden, where it can.
 */
import type { Policy } from '../../policy/types.ts';
import { PATIENCE_MS, happen, openStreamOf } from '../checks/listening.ts';
import type { World } from '../checks/world.ts';
import { heldBy } from '../oracle/hidden.ts';
import { occurs } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, firstOfEachRole, group, matrixIdentities } from '../plan/cells.ts';
import { eventsIn } from '../probe/events.ts';
import { visibleText } from '../probe/hidden-words.ts';
import type { Variety } from '../probe/variety.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { hiddenElsewhere, hiddenIn, knownRows } from './fields-elsewhere.ts';
import { type Kind, type Named, type TenantCell, streams } from './kind.ts';

type FieldsInStreamCell = TenantCell & { way: 'live' | 'replay' };

/** Shorter texts stand in a stream by chance. */
const TELLING_TEXT = 12;

/** One person of each role that may listen, and from which something is hidden. */
function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<FieldsInStreamCell>[] {
  const listeners = matrixIdentities(policy).filter(
    ({ tenant, role }) =>
      tenant !== undefined && roles.includes(role) && hiddenElsewhere(policy, name, role).length > 0,
  );
  return firstOfEachRole(listeners).flatMap(({ name: actor, tenant = '' }) =>
    (['live', 'replay'] as const).map((way) => ({
      id: `access/fields-in-stream/${way}/${name}/${actor}`,
      title: `${actor} ${way === 'live' ? 'hears' : 'is replayed'} nothing through ${name} that is hidden from its role`,
      operation: name,
      actor,
      tenant,
      way,
    })),
  );
}

/** What an event is to refer to: for each field of its body that names a resource, a row with most of what is hidden. */
interface Referred {
  variety: Variety;
  /** Texts of those rows that the listener may not see. */
  texts: string[];
}

async function referredRows(world: World, cell: FieldsInStreamCell): Promise<Referred> {
  const { feeds = '' } = world.operation(cell.operation);
  const [maker = ''] = world.policy.resources[feeds]?.make ?? [];
  const body = world.policy.operations[maker]?.body ?? {};
  const variety: Record<string, unknown> = {};
  const texts: string[] = [];
  for (const [resource, fields] of hiddenElsewhere(
    world.policy,
    cell.operation,
    world.rolesOf(cell.actor) ?? '',
  )) {
    const named = Object.keys(body).filter((field) => body[field] === `{{id:${resource}}}`);
    if (named.length === 0) continue;
    const rows = await knownRows(world, resource, cell.tenant, fields);
    const told = ({ row }: (typeof rows)[number]): number =>
      fields.filter((field) => row[field] !== null && row[field] !== undefined).length;
    const [fullest] = [...rows].sort((a, b) => told(b) - told(a));
    if (!fullest || told(fullest) === 0)
      throw new Blocked(`no ${resource} of ${cell.tenant} has any of ${fields.join(', ')} to be told`);
    for (const field of named) variety[field] = fullest.id;
    const visible = visibleText([fullest.row], fields);
    texts.push(
      ...fields
        .map((field) => fullest.row[field])
        .filter(
          (value): value is string =>
            typeof value === 'string' &&
            value.length >= TELLING_TEXT &&
            !visible.includes(value.toLowerCase()),
        ),
    );
  }
  return { variety, texts };
}

/** What is wrong with what was heard. */
async function toldTo(
  world: World,
  cell: FieldsInStreamCell,
  heard: string,
  texts: readonly string[],
): Promise<Problem[]> {
  const { path, feeds = '' } = world.operation(cell.operation);
  const request = { method: 'GET', path };
  const events = eventsIn(heard);
  const role = world.rolesOf(cell.actor) ?? '';
  const own = heldBy(events, world.policy.resources[feeds]?.hidden[role] ?? []).map(({ field }) => field);
  const seen = texts.filter((text) => occurs(heard, text));
  const expected = `nothing that is hidden from ${cell.actor}`;
  if (own.length > 0)
    return [{ request, expected, seen: `the fields ${[...new Set(own)].join(', ')} of ${feeds}` }];
  const elsewhere = await hiddenIn(world, cell, { request }, events);
  return elsewhere.length > 0 || seen.length === 0
    ? elsewhere
    : [{ request, expected, seen: seen.map((text) => JSON.stringify(text)).join(', ') }];
}

async function hearsNothingHidden(world: World, cell: FieldsInStreamCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const { variety, texts } = await referredRows(world, cell);
  const early = cell.way === 'live' ? await openStreamOf(world, cell.actor, operation) : undefined;
  const event = await happen(world, operation, cell.tenant, variety).catch((error: unknown) => {
    early?.close();
    throw error;
  });
  const stream =
    early ?? (await openStreamOf(world, cell.actor, operation, { headers: { 'last-event-id': '0' } }));
  try {
    if (!(await stream.until((text) => eventsIn(text).some((each) => isOf(each, event)), PATIENCE_MS)))
      throw new Blocked(
        `${cell.actor} ${cell.way === 'live' ? 'does not hear' : 'is not replayed'} what happens at ${cell.tenant}: that nothing hidden is told proves nothing`,
      );
    return await toldTo(world, cell, stream.text, texts);
  } finally {
    stream.close();
  }
}

const isOf = (event: unknown, id: string): boolean => JSON.stringify(event).includes(id);

export const fieldsInStream: Kind<FieldsInStreamCell> = {
  plan: (policy) =>
    streams(policy).flatMap((named) =>
      group<FieldsInStreamCell>(
        {
          title: `${named[0]} tells no role what is hidden from it`,
          gate: 'access',
          rule: 'excess-fields',
          feature: named[1].feeds ?? named[0],
          lane: ALONE_LANE,
          atOnce: true,
        },
        cellsAt(policy, named),
      ),
    ),
  judge: hearsNothingHidden,
};
