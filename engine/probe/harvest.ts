/**
 * What the run found: resources of every tenant to ask for, and the values that belong to one tenant alone.
 *
 * Found through the policy's own list operations, as the identity of each tenant that may read the most.
 */
import type { IdentityPolicy, Policy, ResourcePolicy } from '../../policy/types.ts';
import { stewardOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { logsOf } from '../policy/resources.ts';
import { Blocked } from '../record/problem.ts';
import type { ApiClient } from './client.ts';
import { validShape } from './client.ts';
import { type Mixed, type Row, attribute, canariesOf, namesOf, spread } from './canaries.ts';
import { type Found, findRows } from './lists.ts';

export interface Harvest {
  /** resource → tenant → what its steward found. */
  resources: Record<string, Record<string, Found[]>>;
  /** tenant → values that occur in no other tenant: some of every kind, for the checks that compare one by one. */
  canaries: Record<string, string[]>;
  /** tenant → all of them, for the sensors, which look for any number at once. */
  alone: Record<string, string[]>;
  /** tenant → its id and its display name, as the policy states them: its own whatever the API answers. */
  names: Record<string, string[]>;
  /** resource → tenant → rows of its list that another tenant's list holds as well, though nobody is in both. */
  mixed: Record<string, Record<string, Mixed>>;
  /** What could not be found, as `resource/tenant`, and why. */
  missing: Record<string, string>;
}

const CANARIES_PER_TENANT = 200;

/**
 * Every answer without parameters that the steward of a tenant may read: more places where its values are. What is
 * written down of what was done is none.
 */
async function readSurroundings(policy: Policy, client: ApiClient, role: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  const logs = logsOf(policy).map(([, { list }]) => list);
  for (const [name, operation] of Object.entries(policy.operations)) {
    const readable =
      operation.method === 'GET' &&
      operation.scope === 'tenant' &&
      operation.roles.includes(role) &&
      !operation.stream &&
      !logs.includes(name);
    if (!readable || parametersOf(operation.path).length > 0) continue;
    const { answer } = await client.send(
      'GET',
      validShape(operation, {}, () => undefined),
    );
    if (answer.status === 200 && answer.json !== undefined) answers.push(answer.json);
  }
  return answers;
}

/** Does something for each item, all at once; the results are in the order of the items. */
async function forEach<T>(
  items: readonly string[],
  action: (item: string) => Promise<T>,
): Promise<Record<string, T>> {
  const results = await Promise.all(items.map(action));
  return Object.fromEntries(items.map((item, index) => [item, results[index] as T]));
}

/** Runs an attempt; what blocks it is noted under its place, and leaves nothing. */
type Attempt = <T>(where: string, action: () => Promise<T[]>) => Promise<T[]>;
type ClientOf = (identity: string) => Promise<ApiClient>;

/** Everything that a tenant's steward finds. */
async function harvestTenant(policy: Policy, clientOf: ClientOf, attempt: Attempt, tenant: string) {
  const steward = stewardOf(policy, tenant) ?? '';
  const found: Record<string, Found[]> = {};
  for (const [name, { owner }] of Object.entries(policy.resources)) {
    if (owner === 'platform') continue;
    found[name] = await attempt(`${name}/${tenant}`, async () =>
      findRows(policy, await clientOf(steward), name),
    );
  }
  const role = policy.identities[steward]?.role ?? '';
  const answers = await attempt(`answers/${tenant}`, async () =>
    readSurroundings(policy, await clientOf(steward), role),
  );
  return { found, answers };
}

/** Whether the row is of an identity of the policy that will do. */
function isOf(
  { people, identities }: Policy,
  emailOf: (identity: string) => string | undefined,
  row: Row,
  willDo: (identity: IdentityPolicy) => boolean,
): boolean {
  const email = people && row[people.email];
  return (
    email !== undefined &&
    Object.entries(identities).some(([name, identity]) => emailOf(name) === email && willDo(identity))
  );
}

/** A person whom the policy places in several tenants is in the lists of all of them, and no leak. */
export function isOfAll(
  policy: Policy,
  emailOf: (identity: string) => string | undefined,
  row: Row,
  tenants: readonly string[],
): boolean {
  return isOf(policy, emailOf, row, ({ tenant, also }) =>
    tenants.every((each) => each === tenant || also.includes(each)),
  );
}

/**
 * Harvests every tenant.
 *
 * @param clientOf the client of an identity; throws Blocked when it has no session
 * @param emailOf the e-mail address of an identity
 * @param inPublic texts that anybody gets without a sign-in
 * @param makerOf the tenant in which the run made a row; undefined for a row that it did not make
 */
export async function harvest(
  policy: Policy,
  clientOf: ClientOf,
  emailOf: (identity: string) => string | undefined,
  inPublic: readonly string[],
  makerOf: (id: string, resource: string) => string | undefined,
): Promise<Harvest> {
  const missing: Record<string, string> = {};
  const attempt: Attempt = async (where, action) => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      missing[where] = error.message;
      return [];
    }
  };
  const names = Object.keys(policy.tenants).filter((tenant) => stewardOf(policy, tenant) !== undefined);
  const tenants = await forEach(names, (tenant) => harvestTenant(policy, clientOf, attempt, tenant));
  const owned = (owner: ResourcePolicy['owner']): string[] =>
    Object.keys(policy.resources).filter((name) => policy.resources[name]?.owner === owner);
  const lists = Object.fromEntries(
    [...owned('tenant'), ...owned('user')].map((name) => [
      name,
      Object.fromEntries(names.map((tenant) => [tenant, tenants[tenant]?.found[name] ?? []])),
    ]),
  );
  const { own, mixed } = attribute(
    lists,
    ({ binding }, resource) => binding[policy.resources[resource]?.parameter ?? ''] ?? '',
    ({ row }, holders) => isOfAll(policy, emailOf, row, holders),
    makerOf,
  );
  // Somebody of several tenants tells none of them apart.
  const tells = ({ row }: Found): boolean =>
    !names.some((tenant) =>
      names.some((other) => other !== tenant && isOfAll(policy, emailOf, row, [tenant, other])),
    );
  const rows = Object.fromEntries(
    Object.entries(own).map(([resource, byTenant]) => [
      resource,
      Object.fromEntries(
        Object.entries(byTenant).map(([tenant, found]) => [
          tenant,
          found.filter(tells).map(({ row }) => row),
        ]),
      ),
    ]),
  );
  // Words of a log come up in every tenant's sooner or later: they are nobody's own.
  const logs = Object.fromEntries(logsOf(policy).map(([name]) => [name, rows[name] ?? {}]));
  const lasting = Object.fromEntries(Object.entries(rows).filter(([name]) => !(name in logs)));
  const byTenant = Object.fromEntries(
    names.map((tenant) => [tenant, Object.values(lasting).flatMap((found) => found[tenant] ?? [])]),
  );
  const surroundings = Object.fromEntries(names.map((tenant) => [tenant, tenants[tenant]?.answers ?? []]));
  // The run takes managed people to other tenants, whose logs then rightly tell of them.
  const { people } = policy;
  const lent = Object.values(lists[people?.resource ?? ''] ?? {})
    .flat()
    .filter(({ row }) => isOf(policy, emailOf, row, ({ purpose }) => purpose === 'managed'))
    .map(({ row }) => row);
  const alone = canariesOf(lasting, surroundings, [...inPublic, JSON.stringify(lent)], logs);
  return {
    resources: own,
    canaries: Object.fromEntries(
      Object.entries(alone).map(([tenant, values]) => [tenant, spread(values, CANARIES_PER_TENANT)]),
    ),
    alone,
    names: namesOf(policy, byTenant, inPublic),
    mixed,
    missing,
  };
}
