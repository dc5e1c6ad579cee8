/**
 * What was removed is in nothing that the application lists: however a list is sorted, filtered and searched, whatever else
 * searches its rows or ranks them, and for every role that may ask. A row of the same making that is kept shows that the one
 * that was removed would be there. What of it comes by its id is asked for in `access/removed`.
 */
import { randomBytes } from 'node:crypto';
import type { Figure, Listing, Policy } from '../../policy/types.ts';
import { askWith, listPage } from '../checks/list-page.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import { NotMade, succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, firstOfEachRole, identitiesOf, lanes } from '../plan/cells.ts';
import type { Row } from '../probe/canaries.ts';
import type { Call } from '../probe/client.ts';
import { type Found, readList } from '../probe/lists.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import type { Variety } from '../probe/variety.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';
import { ownerOf, trashOf } from './removed.ts';

/** `resource` is that of the rows, and `by` the operations that remove one, one after the other. */
type ListCell = TenantCell & { resource: string; by: readonly string[] };

/** Two rows of the same making, and the one that was removed as it was listed before. */
interface Pair {
  kept: Found;
  gone: Found;
}

type Query = Readonly<Record<string, string>>;

/** Rows on a page: many, so that the list is mostly one. */
const SIZE = 100;
/** A list that goes on after so many pages does not end. */
const PAGES_LIMIT = 50;
/** What is searched for: the whole of a text, and what is left without its end or its beginning. */
const PARTS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.slice(0, -1),
  (text) => text.slice(1),
];

/**
 * Every way to ask for a list: by each filter that finds such a row and by none, in each order and in none, one with the
 * other. Pure.
 */
export function queriesFor(listing: Listing | undefined, row: Row): Query[] {
  const filters = (listing?.filters ?? []).flatMap(({ parameter, field }): Query[] => {
    const value = row[field];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [{ [parameter]: String(value) }]
      : [];
  });
  const { parameter = '', values = [] } = listing?.sort ?? {};
  const orders = values.map((value): Query => ({ [parameter]: value }));
  return [{}, ...filters].flatMap((filter) => [{}, ...orders].map((order) => ({ ...filter, ...order })));
}

/** The ids of the row that a row is below. */
function parentOf(world: World, resource: string, binding: Binding): Binding {
  const own = world.policy.resources[resource]?.parameter;
  return Object.fromEntries(Object.entries(binding).filter(([parameter]) => parameter !== own));
}

/** A row as its owner finds it listed. Throws Blocked where it is not: that it is gone later would prove nothing. */
async function asListed(world: World, cell: ListCell, binding: Binding): Promise<Found> {
  const { resource } = cell;
  const owner = ownerOf(world, cell);
  const described = world.policy.resources[resource];
  const client = await world.clientOf(owner);
  const rows = described
    ? await readList(world.policy, client, described, parentOf(world, resource, binding))
    : [];
  const row = rows.find(
    (each) => String(each[described?.id ?? 'id']) === binding[described?.parameter ?? ''],
  );
  if (!row) throw new Blocked(`${owner} does not find listed what was just made of ${resource}`);
  return { binding, row };
}

/** Makes two rows with one of everything below each, and removes the second. */
async function oneOfTwoRemoved(world: World, cell: ListCell, variety: Variety = {}): Promise<Pair> {
  const { resource, tenant, by } = cell;
  const { workshop, policy } = world;
  const owner = ownerOf(world, cell);
  const made = async (): Promise<Binding> => {
    const binding = await workshop.fresh(resource, tenant, owner, { variety });
    await workshop.below(resource, tenant, owner, binding);
    return binding;
  };
  const kept = await asListed(world, cell, await made());
  const gone = await asListed(world, cell, await made());
  for (const name of by) {
    const id = gone.binding[policy.resources[resource]?.parameter ?? ''];
    const call = await world.call(name, owner, { ...gone.binding, ...workshop.bound(name, id) }, tenant);
    if (!succeeded(call))
      throw new Blocked(`${owner} was answered ${call.answer.status} by ${name}: nothing was removed`);
  }
  return { kept, gone };
}

const pairs = oncePerWorld<Pair>();

const saying = (query: Query): string =>
  Object.entries(query)
    .map(([key, value]) => ` with ${key} ${value}`)
    .join('');

const problemOf = ({ by }: ListCell, { request }: Call, query: Query, seen: string): Problem[] => [
  { request, expected: `nothing${saying(query)} that ${by.join(' and ')} removed`, seen },
];

/** Reads a list page by page, until it has told as many rows as it says that there are, or a page brings nothing new. */
async function notListed(
  world: World,
  cell: ListCell,
  { kept, gone }: Pair,
  query: Query,
): Promise<Problem[]> {
  const { id = 'id', parameter = '' } = world.policy.resources[cell.resource] ?? {};
  const parent = parentOf(world, cell.resource, kept.binding);
  const ids = new Set<string>();
  for (let number = 1; number <= PAGES_LIMIT; number += 1) {
    const before = ids.size;
    const { call, rows, total } = await listPage(world, cell, number, { size: SIZE, query, parent });
    for (const row of rows) ids.add(String(row[id]));
    if (ids.has(gone.binding[parameter] ?? ''))
      return problemOf(cell, call, query, `the row of ${cell.resource} that was removed, on page ${number}`);
    if (ids.size === before || ids.size >= (total ?? Infinity)) break;
  }
  if (!ids.has(kept.binding[parameter] ?? ''))
    throw new Blocked(
      `${cell.actor} does not find with ${cell.operation}${saying(query)} a row of ${cell.resource} that was kept: it proves nothing`,
    );
  return [];
}

/**
 * Searches for what was removed: it is answered like what stands nowhere, counts and groups included. A part of a text is
 * tried where the search finds by one, in no particular order.
 */
async function notSearched(
  world: World,
  cell: ListCell,
  { kept, gone }: Pair,
  query: Query,
): Promise<Problem[]> {
  const { search, listing } = world.operation(cell.operation);
  const parent = parentOf(world, cell.resource, kept.binding);
  const textOf = ({ row }: Found): string => String(row[search?.field ?? '']);
  const nowhere = textOf(gone).replaceAll(
    new RegExp(`${world.mark}[0-9a-f]+`, 'g'),
    `${world.mark}${randomBytes(4).toString('hex')}`,
  );
  if (nowhere === textOf(gone))
    throw new Blocked(
      `nothing in ${search?.field} tells one row of ${cell.resource} from others: it needs a {{unique}}`,
    );
  const searchFor = (text: string): Promise<Call> =>
    askWith(world, cell, { ...query, [search?.parameter ?? '']: text }, parent);
  const isSorted = listing?.sort !== undefined && listing.sort.parameter in query;
  for (const [index, part] of PARTS.slice(0, isSorted ? 1 : undefined).entries()) {
    const [there, removed, none] = [textOf(kept), textOf(gone), nowhere].map(part) as [
      string,
      string,
      string,
    ];
    const nothing = (await searchFor(none)).answer;
    const isFound = differences((await searchFor(there)).answer, nothing, [there], [none]).length > 0;
    if (!isFound && index > 0) continue;
    if (!isFound)
      throw new Blocked(
        `${cell.actor} does not find by its ${search?.field} with ${cell.operation}${saying(query)} a row of ${cell.resource} that was kept: it proves nothing`,
      );
    const call = await searchFor(removed);
    const [told] = differences(call.answer, nothing, [removed], [none]);
    if (told !== undefined)
      return problemOf(
        cell,
        call,
        query,
        `more for its ${search?.field} than for one that stands nowhere: ${told}`,
      );
  }
  return [];
}

/** A row that leads a ranking, by a value above those that rows have; or the highest of those, where none may be above. */
async function oneOfTwoLeaders(world: World, cell: ListCell, field: string): Promise<Pair> {
  const found = world.harvest.resources[cell.resource]?.[cell.tenant] ?? [];
  const numbers = found.map(({ row }) => row[field]).filter((value) => typeof value === 'number');
  const most = Math.max(0, ...numbers);
  try {
    return await oneOfTwoRemoved(world, cell, { [field]: most + 1 });
  } catch (error) {
    if (!(error instanceof NotMade)) throw error;
    return oneOfTwoRemoved(world, cell, { [field]: most });
  }
}

async function notRanked(world: World, cell: ListCell, { pointer, field }: Figure): Promise<Problem[]> {
  const { resource, tenant } = cell;
  const { parameter = '' } = world.policy.resources[resource] ?? {};
  const { kept, gone } = await oneOfTwoLeaders(world, cell, field ?? '');
  try {
    const call = await world.call(cell.operation, cell.actor, {}, tenant);
    const ranked = valuesAt(call.answer.json, pointer).map(String);
    if (!ranked.includes(kept.binding[parameter] ?? ''))
      throw new Blocked(
        `a row of ${resource} that leads is not at ${pointer} of ${cell.operation}: it proves nothing`,
      );
    return ranked.includes(gone.binding[parameter] ?? '')
      ? problemOf(cell, call, {}, `the row of ${resource} that was removed, at ${pointer}`)
      : [];
  } finally {
    // It would stand before the rows that others look for there.
    await world.workshop.discard({ resource, tenant, identity: ownerOf(world, cell), binding: kept.binding });
  }
}

/** Whether an operation gives rows of a resource without being asked for one: as its list, by a search or in a ranking. */
const isList = (policy: Policy, resource: string, name: string): boolean =>
  policy.resources[resource]?.list === name;
const isRanking = (resource: string, figure: Figure): boolean =>
  figure.is === 'ranking' && figure.resource === resource;

async function withoutRemoved(world: World, cell: ListCell): Promise<Problem[]> {
  const { operation: name, resource, tenant } = cell;
  const { search, listing, figures } = world.operation(name);
  const lists = isList(world.policy, resource, name);
  if (lists || search?.resource === resource) {
    const key = [resource, tenant, ownerOf(world, cell)].join(' ');
    const pair = await pairs(world, key, () => oneOfTwoRemoved(world, cell));
    for (const query of queriesFor(listing, pair.kept.row)) {
      const listed = lists ? await notListed(world, cell, pair, query) : [];
      const found = search?.resource === resource ? await notSearched(world, cell, pair, query) : [];
      if (listed.length + found.length > 0) return [...listed, ...found].slice(0, 1);
    }
  }
  for (const figure of figures.filter((each) => isRanking(resource, each))) {
    const ranked = await notRanked(world, cell, figure);
    if (ranked.length > 0) return ranked;
  }
  return [];
}

function cellsAt(
  policy: Policy,
  resource: string,
  tenant: string,
  [name, { roles }]: Named,
): Draft<ListCell>[] {
  const described = policy.resources[resource];
  return firstOfEachRole(identitiesOf(policy, tenant, roles)).flatMap(({ name: actor }) =>
    described
      ? [
          {
            id: `access/removed-from-list/${resource}/${name}/${actor}`,
            title: `${actor} finds nothing by ${name} that was removed of ${resource}`,
            operation: name,
            actor,
            tenant,
            resource,
            by: trashOf(policy, described).by,
          },
        ]
      : [],
  );
}

/** Each resource is tried at one tenant, another one for each. */
export const removedFromList: Kind<ListCell> = {
  plan: (policy) => {
    const tenants = Object.keys(policy.tenants);
    return Object.entries(policy.resources)
      .filter(([, { owner, make, remove }]) => owner !== 'platform' && make.length > 0 && remove.length > 0)
      .flatMap(([resource], turn) =>
        lanes<ListCell>(
          {
            title: `What was removed of ${resource} is in nothing that lists them`,
            gate: 'access',
            rule: 'operation-beyond-role',
            feature: resource,
          },
          Object.entries(policy.operations)
            .filter(
              ([name, { search, figures }]) =>
                isList(policy, resource, name) ||
                search?.resource === resource ||
                figures.some((figure) => isRanking(resource, figure)),
            )
            .flatMap((named) => cellsAt(policy, resource, tenants[turn % tenants.length] ?? '', named)),
        ),
      );
  },
  judge: withoutRemoved,
};
