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
const PARENTS_TRIED = 30;

/** A list as one identity reads it: all its rows, or the status of the page that was refused. */
export interface Listing {
  status: number;
  rows: Row[];
}

/** Reads every page of a list. Throws Blocked when an answer holds no list, or the pages do not end. */
export async function readPages(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  parent: Binding,
): Promise<Listing> {
  const operation = policy.operations[resource.list];
  if (!operation) throw new Blocked(`the policy has no operation ${resource.list}`);
  const shape = validShape(operation, parent, () => undefined);
  const rows: Row[] = [];
  for (let page = 1; page <= PAGES_LIMIT; page += 1) {
    const path = `${shape.path}${shape.path.includes('?') ? '&' : '?'}${policy.paging.page}=${page}&${policy.paging.size}=${PAGE_SIZE}`;
    let { answer } = await client.send('GET', { ...shape, path });
    if (answer.status === 400 && page === 1) ({ answer } = await client.send('GET', shape));
    if (answer.status !== 200) return { status: answer.status, rows };
    const items = valuesAt(answer.json, resource.items)[0];
    if (!Array.isArray(items)) throw new Blocked(`${resource.list} has no list at ${resource.items}`);
    rows.push(...(items as Row[]));
    const total = valuesAt(answer.json, policy.paging.total)[0];
    if (items.length === 0 || typeof total !== 'number' || rows.length >= total) return { status: 200, rows };
  }
  throw new Blocked(`${resource.list} has more than ${PAGES_LIMIT} pages`);
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

/** Finds the rows of one resource as one identity, below the first parents that have any. */
export async function findRows(policy: Policy, client: ApiClient, name: string): Promise<Found[]> {
  const resource = policy.resources[name];
  if (!resource) throw new Blocked(`the policy has no resource ${name}`);
  const parents: Binding[] = resource.parent
    ? (await findRows(policy, client, resource.parent)).slice(0, PARENTS_TRIED).map((found) => found.binding)
    : [{}];
  const found: Found[] = [];
  for (const parent of parents) {
    const rows = await readList(policy, client, resource, parent);
    found.push(
      ...rows.map((row) => ({ binding: { ...parent, [resource.parameter]: String(row[resource.id]) }, row })),
    );
    if (resource.parent && found.length >= 5) break;
  }
  return found;
}
