/** Lists as one identity reads them, through the list operations of the policy. */
import type { Policy, ResourcePolicy } from '../../policy/types.ts';
import { Blocked } from '../record/problem.ts';
import type { Row } from './canaries.ts';
import { type ApiClient, validShape } from './client.ts';
import { type Binding, valuesAt } from './templates.ts';

export interface Found {
  binding: Binding;
  row: Row;
}

const PAGE_SIZE = 100;
const PAGES_LIMIT = 50;
/** Of a list that grows there is no end that would be worth reading to. */
const PAGES_OF_GROWING = 3;
/** Of each end of one, where everything that a run added is to be read. */
const PAGES_OF_END = 25;
const PARENTS_TRIED = 30;
/** Rows below others, of which a few tell as much as all. */
const ENOUGH_BELOW = 5;
/** Below each of which a list is read, where all of them are to be counted. */
const PARENTS_LIMIT = 500;

/** A list as one identity reads it: all its rows, or the status of the page that was refused. */
export interface Listing {
  status: number;
  rows: Row[];
}

/** One page of a list, and how many rows there are in all where the answer says so. */
interface ListPage extends Listing {
  total?: number;
}

/** Reads one page, counted from 1. Throws Blocked when the answer holds no list. */
async function readPage(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  parent: Binding,
  page: number,
): Promise<ListPage> {
  const operation = policy.operations[resource.list];
  if (!operation) throw new Blocked(`the policy has no operation ${resource.list}`);
  const shape = validShape(operation, parent, () => undefined);
  const path = `${shape.path}${shape.path.includes('?') ? '&' : '?'}${policy.paging.page}=${page}&${policy.paging.size}=${PAGE_SIZE}`;
  let { answer } = await client.send('GET', { ...shape, path });
  if (answer.status === 400 && page === 1) ({ answer } = await client.send('GET', shape));
  if (answer.status !== 200) return { status: answer.status, rows: [] };
  const rows = valuesAt(answer.json, resource.items)[0];
  if (!Array.isArray(rows)) throw new Blocked(`${resource.list} has no list at ${resource.items}`);
  const total = valuesAt(answer.json, policy.paging.total)[0];
  return { status: 200, rows: rows as Row[], ...(typeof total === 'number' ? { total } : {}) };
}

/**
 * Reads every page of a list; of one that grows by being used, the first few. Throws Blocked when an answer holds no
 * list, or the pages do not end.
 */
export async function readPages(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  parent: Binding,
): Promise<Listing> {
  const rows: Row[] = [];
  for (let number = 1; number <= (resource.grows ? PAGES_OF_GROWING : PAGES_LIMIT); number += 1) {
    const page = await readPage(policy, client, resource, parent, number);
    if (page.status !== 200) return { status: page.status, rows };
    rows.push(...page.rows);
    if (page.rows.length === 0 || page.total === undefined || rows.length >= page.total)
      return { status: 200, rows };
  }
  if (resource.grows) return { status: 200, rows };
  throw new Blocked(`${resource.list} has more than ${PAGES_LIMIT} pages`);
}

/**
 * Reads a list from both of its ends, whichever of them holds the latest rows: the whole of it, or so much of each end.
 * Where no answer says how many rows there are, the end is where a page brings nothing new, or not to be found.
 *
 * @param pages of each end
 * @returns the rows, or the status of the page that was refused
 * @throws Blocked when an answer holds no list
 */
export async function readEnds(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  pages = PAGES_OF_END,
): Promise<Listing> {
  const rows = new Map<string, Row>();
  let last = pages;
  for (let number = 1; number <= last; number += 1) {
    if (number > pages && number <= last - pages) continue;
    const page = await readPage(policy, client, resource, {}, number);
    const before = rows.size;
    for (const row of page.rows) rows.set(String(row[resource.id]), row);
    if (page.status !== 200 || rows.size === before) return { status: page.status, rows: [...rows.values()] };
    if (number === 1 && page.total !== undefined) last = Math.ceil(page.total / page.rows.length);
  }
  return { status: 200, rows: [...rows.values()] };
}

/** The rows of a list. Throws Blocked when the list does not answer with success. */
export async function readList(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  parent: Binding,
): Promise<Row[]> {
  const { status, rows } = await readPages(policy, client, resource, parent);
  if (status !== 200) throw new Blocked(`${resource.list} answered ${status} to its owner`);
  return rows;
}

function resourceNamed(policy: Policy, name: string): ResourcePolicy {
  const resource = policy.resources[name];
  if (!resource) throw new Blocked(`the policy has no resource ${name}`);
  return resource;
}

/** The rows of a resource below these, one list after the other; no further list is read when there are enough. */
async function rowsBelow(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  parents: readonly Binding[],
  enough = Infinity,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const parent of parents) {
    const rows = await readList(policy, client, resource, parent);
    found.push(
      ...rows.map((row) => ({ binding: { ...parent, [resource.parameter]: String(row[resource.id]) }, row })),
    );
    if (found.length >= enough) break;
  }
  return found;
}

/** Finds the rows of one resource as one identity, below the first parents that have any. */
export async function findRows(policy: Policy, client: ApiClient, name: string): Promise<Found[]> {
  const resource = resourceNamed(policy, name);
  if (!resource.parent) return rowsBelow(policy, client, resource, [{}]);
  const parents = (await findRows(policy, client, resource.parent)).slice(0, PARENTS_TRIED);
  return rowsBelow(
    policy,
    client,
    resource,
    parents.map(({ binding }) => binding),
    ENOUGH_BELOW,
  );
}

/**
 * Every row of one resource, below every row of the one that it is below.
 *
 * @throws Blocked when a list does not answer with success, or there are more than it makes sense to ask for
 */
export async function findEvery(policy: Policy, client: ApiClient, name: string): Promise<Found[]> {
  const resource = resourceNamed(policy, name);
  if (!resource.parent) return rowsBelow(policy, client, resource, [{}]);
  const parents = await findEvery(policy, client, resource.parent);
  if (parents.length > PARENTS_LIMIT)
    throw new Blocked(
      `${resource.parent} has more than ${PARENTS_LIMIT} rows, below each of which are ${name}`,
    );
  return rowsBelow(
    policy,
    client,
    resource,
    parents.map(({ binding }) => binding),
  );
}
