/**
 * What the run found: resources of every tenant to ask for, and the values that belong to one tenant alone.
 *
 * Found through the policy's own list operations, as the identity of each tenant that may read the most.
 */
import type { Policy, ResourcePolicy } from '../../policy/types.ts';
import { stewardOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { Blocked } from '../record/problem.ts';
import type { ApiClient } from './client.ts';
import { validShape } from './client.ts';
import { type Binding, valuesAt } from './templates.ts';

export type Row = Record<string, unknown>;

export interface Found {
  binding: Binding;
  row: Row;
}

export interface Harvest {
  /** resource → tenant → what its steward found. */
  resources: Record<string, Record<string, Found[]>>;
  /** resource that belongs to its user → identity → what that identity found. */
  ofUsers: Record<string, Record<string, Found[]>>;
  /** tenant → values that occur in no other tenant: some of every kind, for the checks that compare one by one. */
  canaries: Record<string, string[]>;
  /** tenant → all of them, for the sensors, which look for any number at once. */
  alone: Record<string, string[]>;
  /** tenant → its id and its display name, as the policy states them: its own whatever the API answers. */
  names: Record<string, string[]>;
  /** What could not be found, as `resource/tenant` or `resource/identity`, and why. */
  missing: Record<string, string>;
}

const PAGE_SIZE = 100;
const PAGES_LIMIT = 50;
const PARENTS_TRIED = 30;
const CANARIES_PER_TENANT = 200;
const SHORTEST_CANARY = 8;

/** Reads every page of a list. Throws Blocked when the list does not answer with success. */
export async function readList(
  policy: Policy,
  client: ApiClient,
  resource: ResourcePolicy,
  parent: Binding,
): Promise<Row[]> {
  const operation = policy.operations[resource.list];
  if (!operation) throw new Blocked(`the policy has no operation ${resource.list}`);
  const shape = validShape(operation, parent, () => undefined);
  const rows: Row[] = [];
  for (let page = 1; page <= PAGES_LIMIT; page += 1) {
    const path = `${shape.path}${shape.path.includes('?') ? '&' : '?'}page=${page}&pageSize=${PAGE_SIZE}`;
    let { answer } = await client.send('GET', { ...shape, path });
    if (answer.status === 400 && page === 1) ({ answer } = await client.send('GET', shape));
    if (answer.status !== 200) throw new Blocked(`${resource.list} answered ${answer.status} to its owner`);
    const items = valuesAt(answer.json, resource.items)[0];
    if (!Array.isArray(items)) throw new Blocked(`${resource.list} has no list at ${resource.items}`);
    rows.push(...(items as Row[]));
    const total = (answer.json as { total?: unknown }).total;
    if (items.length === 0 || typeof total !== 'number' || rows.length >= total) return rows;
  }
  throw new Blocked(`${resource.list} has more than ${PAGES_LIMIT} pages`);
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

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsIn(item);
  else if (value !== null && typeof value === 'object')
    for (const item of Object.values(value)) yield* stringsIn(item);
}

const DATE = /^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Words of a public vocabulary, which a page may offer to anybody as choices. */
const VOCABULARY = new Set(Intl.supportedValuesOf('timeZone'));

function isCandidate(value: string): boolean {
  return (
    !VOCABULARY.has(value) &&
    value.length >= SHORTEST_CANARY &&
    !/^[\d.,+-]+$/.test(value) &&
    !DATE.test(value) &&
    !UUID.test(value)
  );
}

/**
 * The values of each tenant that occur nowhere in another tenant's answers. Pure.
 *
 * @param documents tenant → everything that its steward was answered
 * @param inPublic texts that anybody gets, such as the application's scripts: a value in them is nobody's secret
 */
export function canariesOf(
  documents: Readonly<Record<string, unknown[]>>,
  inPublic: readonly string[] = [],
): Record<string, string[]> {
  const texts = Object.fromEntries(
    Object.entries(documents).map(([tenant, all]) => [tenant, JSON.stringify(all)]),
  );
  return Object.fromEntries(
    Object.entries(documents).map(([tenant, all]) => {
      const others = Object.entries(texts)
        .flatMap(([name, text]) => (name === tenant ? [] : [text]))
        .concat(inPublic);
      const own = [...new Set(stringsIn(all))].filter(isCandidate);
      const alone = own.filter((value) => {
        const escaped = JSON.stringify(value).slice(1, -1);
        return others.every((text) => !text.includes(escaped));
      });
      return [tenant, alone];
    }),
  );
}

/**
 * The id and display name of each tenant, without those that others may rightly be shown. What is harvested cannot tell
 * a tenant apart where the API mixes tenants up for everybody; what the policy states can. Pure.
 *
 * @param rows tenant → the rows that its steward found
 */
export function namesOf(
  policy: Pick<Policy, 'tenants' | 'identities'>,
  rows: Readonly<Record<string, unknown[]>>,
  inPublic: readonly string[] = [],
): Record<string, string[]> {
  const shared = new Set(
    Object.values(policy.identities).flatMap(({ tenant, also, purpose }) =>
      purpose === 'matrix' && tenant && also.length > 0 ? [tenant, ...also] : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(policy.tenants).map(([name, { id, display }]) => {
      const elsewhere = Object.entries(rows)
        .flatMap(([tenant, all]) => (tenant === name ? [] : [JSON.stringify(all)]))
        .concat(inPublic);
      const alone = [id, display].filter(
        (value) => isCandidate(value) && !elsewhere.some((text) => text.includes(value)),
      );
      return [name, shared.has(name) ? [] : alone];
    }),
  );
}

/** At most `limit` items, taken evenly over the whole list, so that every kind of field is among them. */
function spread<T>(items: T[], limit: number): T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)] as T);
}

/** Every answer without parameters that the steward of a tenant may read: more places where its values are. */
async function readSurroundings(policy: Policy, client: ApiClient, role: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const operation of Object.values(policy.operations)) {
    const readable =
      operation.method === 'GET' &&
      operation.scope === 'tenant' &&
      operation.roles.includes(role) &&
      !operation.stream;
    if (!readable || parametersOf(operation.path).length > 0) continue;
    const { answer } = await client.send(
      'GET',
      validShape(operation, {}, () => undefined),
    );
    if (answer.status === 200 && answer.json !== undefined) answers.push(answer.json);
  }
  return answers;
}

/**
 * Harvests every tenant.
 *
 * @param clientOf the client of an identity; throws Blocked when it has no session
 * @param inPublic texts that anybody gets without a sign-in
 */
export async function harvest(
  policy: Policy,
  clientOf: (identity: string) => ApiClient,
  inPublic: readonly string[],
): Promise<Harvest> {
  const result: Harvest = { resources: {}, ofUsers: {}, canaries: {}, alone: {}, names: {}, missing: {} };
  const documents: Record<string, unknown[]> = {};
  const attempt = async <T>(where: string, action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      result.missing[where] = error.message;
      return undefined;
    }
  };
  for (const tenant of Object.keys(policy.tenants)) {
    const steward = stewardOf(policy, tenant);
    if (!steward) continue;
    documents[tenant] = [];
    for (const [name, resource] of Object.entries(policy.resources)) {
      if (resource.owner === 'platform') continue;
      const found = await attempt(`${name}/${tenant}`, () => findRows(policy, clientOf(steward), name));
      (result.resources[name] ??= {})[tenant] = found ?? [];
      documents[tenant].push(...(found ?? []).map(({ row }) => row));
    }
    const role = policy.identities[steward]?.role ?? '';
    documents[tenant].push(
      ...((await attempt(`answers/${tenant}`, () => readSurroundings(policy, clientOf(steward), role))) ??
        []),
    );
  }
  for (const [name, resource] of Object.entries(policy.resources)) {
    if (resource.owner === 'tenant') continue;
    const list = policy.operations[resource.list];
    for (const [identity, { role, purpose }] of Object.entries(policy.identities)) {
      if (purpose !== 'matrix' || !role || !list?.roles.includes(role)) continue;
      (result.ofUsers[name] ??= {})[identity] =
        (await attempt(`${name}/${identity}`, () => findRows(policy, clientOf(identity), name))) ?? [];
    }
  }
  result.alone = canariesOf(documents, inPublic);
  result.canaries = Object.fromEntries(
    Object.entries(result.alone).map(([tenant, values]) => [tenant, spread(values, CANARIES_PER_TENANT)]),
  );
  const rows = Object.fromEntries(
    Object.keys(documents).map((tenant) => [
      tenant,
      Object.values(result.resources).flatMap((found) => (found[tenant] ?? []).map(({ row }) => row)),
    ]),
  );
  result.names = namesOf(policy, rows, inPublic);
  return result;
}
