/**
 * Whose is a row, and whose is a value? Pure.
 *
 * Told by the ids of rows, never by comparing whole answers: a leak puts one tenant's values into another's answers, and
 * would so hide itself.
 */
import type { Policy } from '../../policy/types.ts';

export type Row = Record<string, unknown>;

/** resource → tenant → the rows that its steward was given. */
export type Lists<R> = Readonly<Record<string, Readonly<Record<string, readonly R[]>>>>;

/** Rows of a tenant's list that another tenant's list holds too. */
export interface Mixed {
  rows: number;
  example: string;
}

const SHORTEST_CANARY = 8;

const DATE = /^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Words of a public vocabulary, which a page may offer to anybody as choices. */
const VOCABULARY = new Set(Intl.supportedValuesOf('timeZone'));

export function isCandidate(value: string): boolean {
  return (
    !VOCABULARY.has(value) &&
    value.length >= SHORTEST_CANARY &&
    !/^[\d.,+-]+$/.test(value) &&
    !DATE.test(value) &&
    !UUID.test(value)
  );
}

/**
 * Takes out of every list what several tenants were given. The same id in two lists is a mix-up, unless the row is of
 * somebody who rightly belongs to both.
 *
 * @param idOf the id of a row, unique within its resource
 * @param isShared whether a row may stand in the lists of these tenants
 * @param makerOf the tenant in which the run itself made a row: it is that one's, whoever else is given it
 * @returns the rows of each tenant alone, those that are rightly shared among them, and what was mixed up
 */
export function attribute<R>(
  lists: Lists<R>,
  idOf: (row: R, resource: string) => string,
  isShared: (row: R, tenants: readonly string[]) => boolean,
  makerOf: (id: string, resource: string) => string | undefined = () => undefined,
): { own: Record<string, Record<string, R[]>>; mixed: Record<string, Record<string, Mixed>> } {
  const own: Record<string, Record<string, R[]>> = {};
  const mixed: Record<string, Record<string, Mixed>> = {};
  for (const [resource, byTenant] of Object.entries(lists)) {
    const holders = new Map<string, string[]>();
    for (const [tenant, rows] of Object.entries(byTenant))
      for (const row of rows) {
        const id = idOf(row, resource);
        holders.set(id, [...(holders.get(id) ?? []), tenant]);
      }
    own[resource] = {};
    for (const [tenant, rows] of Object.entries(byTenant)) {
      const strange = rows.filter((row) => {
        const tenants = new Set(holders.get(idOf(row, resource)));
        return tenants.size > 1 && !isShared(row, [...tenants]);
      });
      const isMade = (row: R): boolean => makerOf(idOf(row, resource), resource) === tenant;
      own[resource][tenant] = rows.filter((row) => isMade(row) || !strange.includes(row));
      const others = strange.filter((row) => !isMade(row));
      const [first] = others;
      if (first !== undefined)
        (mixed[resource] ??= {})[tenant] = { rows: others.length, example: idOf(first, resource) };
    }
  }
  return { own, mixed };
}

/** Every text in a value, with the names that lead to it. */
function* textsIn(value: unknown, path = ''): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item, path);
  else if (value !== null && typeof value === 'object')
    for (const [name, item] of Object.entries(value)) yield* textsIn(item, `${path}/${name}`);
}

/** The fields of a resource whose values repeat from row to row: kinds, states and the like, which are nobody's own. */
function vocabularyOf(rows: readonly unknown[]): Set<string> {
  const values = new Map<string, string[]>();
  for (const row of rows)
    for (const [path, text] of textsIn(row)) values.set(path, [...(values.get(path) ?? []), text]);
  return new Set(
    [...values]
      .filter(([, all]) => all.length > 1 && new Set(all).size * 2 <= all.length)
      .map(([path]) => path),
  );
}

/**
 * The values that belong to one tenant alone: texts of its own rows that no row of another tenant holds.
 *
 * @param rows resource → tenant → its own rows
 * @param surroundings tenant → other answers to its steward, which tell values but not whose they are
 * @param inPublic texts that anybody gets, such as the application's scripts: a value in them is nobody's secret
 * @param logs resource → tenant → what was done there: a value in another tenant's is no canary, and it gives none itself
 */
export function canariesOf(
  rows: Lists<unknown>,
  surroundings: Readonly<Record<string, readonly unknown[]>> = {},
  inPublic: readonly string[] = [],
  logs: Lists<unknown> = {},
): Record<string, string[]> {
  const tenants = [...new Set(Object.values(rows).flatMap(Object.keys).concat(Object.keys(surroundings)))];
  const held = (tenant: string): string =>
    JSON.stringify(
      [...Object.values(rows), ...Object.values(logs)].map((byTenant) => byTenant[tenant] ?? []),
    );
  const heldBy = new Map(tenants.map((tenant) => [tenant, held(tenant)]));
  const around = new Map(tenants.map((tenant) => [tenant, JSON.stringify(surroundings[tenant] ?? [])]));
  const vocabulary = new Map(
    Object.entries(rows).map(([resource, byTenant]) => [
      resource,
      vocabularyOf(Object.values(byTenant).flat()),
    ]),
  );
  const nowhereIn = (texts: readonly string[], value: string): boolean => {
    const escaped = JSON.stringify(value).slice(1, -1);
    return texts.every((text) => !text.includes(escaped));
  };
  return Object.fromEntries(
    tenants.map((tenant) => {
      const others = tenants.filter((other) => other !== tenant);
      const foreign = [...others.map((other) => heldBy.get(other) ?? ''), ...inPublic];
      const candidates = Object.entries(rows).flatMap(([resource, byTenant]) =>
        (byTenant[tenant] ?? []).flatMap((row) =>
          [...textsIn(row)].flatMap(([path, text]) =>
            isCandidate(text) && !vocabulary.get(resource)?.has(path) ? [text] : [],
          ),
        ),
      );
      const ownRows = [...new Set(candidates)].filter((value) => nowhereIn(foreign, value));
      // Whose a value of another answer is cannot be told by an id, so nobody else may have been answered it.
      const elsewhere = [...foreign, ...others.map((other) => around.get(other) ?? '')];
      const fromAround = [...textsIn(surroundings[tenant] ?? [])]
        .map(([, text]) => text)
        .filter((text) => isCandidate(text) && nowhereIn(elsewhere, text));
      return [tenant, [...new Set([...ownRows, ...fromAround])]];
    }),
  );
}

/**
 * The id and display name of each tenant, without those that others may rightly be shown: what the policy states is a
 * tenant's own whatever the API answers.
 *
 * @param rows tenant → its own rows
 */
export function namesOf(
  policy: Pick<Policy, 'tenants' | 'identities'>,
  rows: Readonly<Record<string, readonly unknown[]>>,
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
export function spread<T>(items: T[], limit: number): T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)] as T);
}
