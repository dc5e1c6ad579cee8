/** Checks that every place that names a person's role and tenant names the policy's. */
import type { StoredRoles } from '../../policy/types.ts';
import {
  expectedOf,
  nameDifference,
  namesIn,
  type Standing,
  standingDifference,
  standingText,
} from '../oracle/roles.ts';
import type { RoleCell } from '../plan/index.ts';
import type { Row } from '../probe/canaries.ts';
import { readPages } from '../probe/lists.ts';
import { valuesAt } from '../probe/templates.ts';
import { parseJwt } from '../probe/forge.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Tokens } from '../session/authorize.ts';
import type { Shown } from '../session/store.ts';
import { type Audit, type AuditSettings, quote, withAudit } from './database/audit.ts';
import { oncePerWorld } from './once-per-world.ts';
import type { World } from './world.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** The claims of a token. Throws Blocked when it is no JWT. */
export function claimsOf(token: string, what: string): Claims {
  const jwt = parseJwt(token);
  if (!jwt) throw new Blocked(`${what} is no JWT, so its claims cannot be read`);
  return jwt.payload;
}

/** Role, tenant and permissions in the claims that the policy names. */
export function standingIn(world: World, claims: Claims, withPermissions: boolean): Standing {
  const { roles, tenant, permissions } = world.policy.claims;
  const place = world.tenancy === 'organization' ? 'org_id' : (tenant ?? '');
  return {
    roles: namesIn(claims[roles ?? '']),
    tenants: namesIn(claims[place]),
    ...(withPermissions && permissions ? { permissions: namesIn(claims[permissions]) } : {}),
  };
}

/** What the profile answer says of whom it was given to. */
export function standingOfProfile(world: World, json: unknown): Standing {
  const { role, tenant, permissions } = world.policy.client.profile ?? {};
  const at = (pointer: string | undefined): unknown[] =>
    pointer === undefined ? [] : valuesAt(json, pointer).flatMap((value): unknown[] => namesIn(value));
  return {
    roles: namesIn(at(role)),
    tenants: namesIn(at(tenant)),
    ...(permissions === undefined ? {} : { permissions: namesIn(at(permissions)) }),
  };
}

/** A person in the list that the steward of the tenant is given, with all fields; undefined for whoever is not in it. */
export async function personIn(world: World, identity: string, tenant: string): Promise<Row | undefined> {
  const { people, resources } = world.policy;
  const described = resources[people?.resource ?? ''];
  if (!people || !described) throw new Blocked('the policy does not say how people are managed');
  const client = await world.clientOf(world.steward(tenant));
  const { status, rows } = await readPages(world.policy, client, described, {});
  if (status !== 200) throw new Blocked(`${described.list} answered ${status} to the steward of ${tenant}`);
  return rows.find((each) => each[people.email] === world.emailOf(identity));
}

/** The same of somebody who must be in it. */
export async function wholeRowOf(world: World, identity: string, tenant: string): Promise<Row> {
  const row = await personIn(world, identity, tenant);
  if (!row) throw new Blocked(`${identity} is not in the list of the people of ${tenant}`);
  return row;
}

/** What of that row the checks of roles go by. */
export async function rowOf(
  world: World,
  identity: string,
  tenant: string,
): Promise<{ id: string; role: unknown }> {
  const row = await wholeRowOf(world, identity, tenant);
  const { people, resources } = world.policy;
  return { id: String(row[resources[people?.resource ?? '']?.id ?? '']), role: row[people?.role ?? ''] };
}

/** What the list of a tenant's people says of one of them, and what the policy lets that role do. */
export async function standingAt(world: World, identity: string, tenant: string): Promise<Standing> {
  const { tenants, roles: known } = world.policy;
  const roles = namesIn((await rowOf(world, identity, tenant)).role);
  return {
    roles,
    tenants: [tenants[tenant]?.id ?? tenant],
    permissions: roles.flatMap((role) => known[role]?.permissions ?? []),
  };
}

/** Tokens of each identity, asked for once in a worker: several places are read from them. */
const asked = oncePerWorld<Tokens>();
const tokensOnce = (world: World, identity: string): Promise<Tokens> =>
  asked(world, identity, () => world.tokensOf(identity));

export interface RolePlaces {
  /** What the interface showed when the identity was signed in. */
  shownTo: (identity: string) => Promise<Shown>;
  audit: AuditSettings;
}

export class RoleModel {
  readonly #world: World;
  readonly #places: RolePlaces;

  constructor(world: World, places: RolePlaces) {
    this.#world = world;
    this.#places = places;
  }

  async judge(cell: RoleCell, note: (seen: string) => void): Promise<Problem[]> {
    if (cell.place === 'interface') return this.#interface(cell, note);
    const { policy } = this.#world;
    const seen = await this.#told(cell);
    const expected = await this.#expected(cell, seen);
    note(standingText(policy, seen));
    const difference = standingDifference(policy, expected, seen);
    return difference === undefined ? [] : [{ expected: standingText(policy, expected), seen: difference }];
  }

  /** Where the tenant is kept with the account, a person of several may be in another one at this moment. */
  async #expected({ identity, place }: RoleCell, seen: Standing): Promise<Standing> {
    const { policy, tenancy } = this.#world;
    const [id, ...further] = seen.tenants;
    const isKept = place === 'people' || place === 'database';
    const there =
      tenancy === 'claim' && !isKept && further.length === 0
        ? policy.identities[identity]?.also.find((tenant) => policy.tenants[tenant]?.id === id)
        : undefined;
    return there === undefined ? expectedOf(policy, identity) : standingAt(this.#world, identity, there);
  }

  async #told({ identity, place }: RoleCell): Promise<Standing> {
    const world = this.#world;
    const tenant = world.policy.identities[identity]?.tenant;
    switch (place) {
      case 'id-token': {
        const { idToken } = await tokensOnce(world, identity);
        return standingIn(world, claimsOf(idToken, 'the ID token'), false);
      }
      case 'access-token': {
        const { accessToken } = await tokensOnce(world, identity);
        return standingIn(world, claimsOf(accessToken, 'the access token'), true);
      }
      case 'profile': {
        const name = world.policy.client.profile?.operation ?? '';
        const { answer } = await world.control(name, identity, {}, tenant);
        if (answer.status !== 200) throw new Blocked(`${name} answered ${answer.status} to ${identity}`);
        return standingOfProfile(world, answer.json);
      }
      case 'people': {
        if (tenant === undefined) throw new Blocked(`${identity} is of no tenant`);
        const { role } = await rowOf(world, identity, tenant);
        return { roles: namesIn(role), tenants: [world.policy.tenants[tenant]?.id ?? ''] };
      }
      default:
        return this.#stored(identity, tenant);
    }
  }

  /** What the database keeps, read in the setting of the person's tenant, or of the person. */
  async #stored(identity: string, tenant: string | undefined): Promise<Standing> {
    const world = this.#world;
    const { people } = world.policy.database ?? {};
    if (!people) throw new Blocked('the policy does not say where the database keeps the roles');
    const id =
      tenant === undefined
        ? String(claimsOf((await tokensOnce(world, identity)).idToken, 'the ID token')['sub'])
        : (await rowOf(world, identity, tenant)).id;
    const place: StoredRoles | undefined = tenant === undefined ? people.platform : people;
    const tenantId = world.policy.tenants[tenant ?? '']?.id;
    if (!place)
      throw new Blocked('the policy does not say where the database keeps the roles of the platform');
    const rows = await withAudit(this.#places.audit, (audit) =>
      audit.rolledBack(tenantId, async () => {
        if (tenantId === undefined && people.platform?.setting)
          await audit.rows('select set_config($1, $2, true)', [people.platform.setting, id]);
        return audit.rows<{ role: string | null }>(
          `select ${quote(place.role)} as role from ${quote(place.table)} where ${quote(place.person)} = $1`,
          [id],
        );
      }),
    );
    if (rows.length === 0) throw new Blocked(`the table ${place.table} has no row of ${identity}`);
    return {
      roles: rows.flatMap(({ role }) => namesIn(role)),
      tenants: tenantId === undefined ? [] : [tenantId],
    };
  }

  /** The interface names the role and the tenant of whoever is signed in, and leads to the pages of that role. */
  async #interface({ identity }: RoleCell, note: (seen: string) => void): Promise<Problem[]> {
    const { policy } = this.#world;
    const { texts, tenants, navigation } = await this.#places.shownTo(identity);
    const { role, expect, tenant } = policy.identities[identity] ?? {};
    const named = Object.entries(policy.roles).filter(([, { display }]) => display !== undefined);
    const seen: Standing = {
      roles: named.filter(([, { display }]) => texts.includes(display ?? '')).map(([name]) => name),
      tenants: tenants.map((name) => policy.tenants[name]?.id ?? name),
    };
    const tells = expect === 'signed-in' && named.some(([name]) => name === role);
    const expected: Standing = {
      roles: tells ? [role ?? ''] : [],
      tenants: expect === 'signed-in' && tenant !== undefined ? [policy.tenants[tenant]?.id ?? ''] : [],
    };
    note(`${standingText(policy, seen)}, ${navigation.length} pages`);
    const difference = standingDifference(policy, expected, seen);
    const offered = Object.values(policy.pages).flatMap((page) =>
      page.navigation && expect === 'signed-in' && page.roles.includes(role ?? '') ? [page.navigation] : [],
    );
    const links = nameDifference(offered, navigation);
    return [
      ...(difference === undefined ? [] : [{ expected: standingText(policy, expected), seen: difference }]),
      ...(links === undefined
        ? []
        : [{ expected: `the pages of ${role ?? 'nobody'} in the navigation`, seen: links }]),
    ];
  }
}

/** The list of roles that the description of the API has for the operation that gives one. */
export async function describedRoles(world: World): Promise<Problem[]> {
  const { people, documents, roles } = world.policy;
  if (!people || !documents.openapi)
    throw new Blocked('the policy names no description of the API, or no people');
  const { method, path } = world.operation(people.assign);
  const client = await world.clientOf('anonymous');
  const { answer, request } = await client.send('GET', { path: documents.openapi, headers: {} });
  const operation = Object.entries(
    (answer.json as { paths?: Record<string, Record<string, unknown>> } | undefined)?.paths ?? {},
  ).find(([template]) => template.replace(/\{[^}]+\}/g, '{}') === path.replace(/\{[^}]+\}/g, '{}'))?.[1][
    method.toLowerCase()
  ];
  const [known] = valuesAt(
    operation,
    `/requestBody/content/application~1json/schema/properties/${people.role}/enum`,
  );
  if (!Array.isArray(known))
    throw new Blocked(`${documents.openapi} does not list the values of ${people.role} of ${people.assign}`);
  const given = Object.keys(roles).filter((name) => roles[name]?.scope === 'tenant');
  const difference = nameDifference(given, namesIn(known));
  return difference === undefined
    ? []
    : [{ request, expected: `the roles of a tenant: ${given.join(', ')}`, seen: difference }];
}

/** Quoted words of a check constraint, or the labels of an enumeration. */
async function wordsOf(audit: Audit, { table, role }: StoredRoles): Promise<string[] | undefined> {
  const labels = await audit.rows<{ label: string }>(
    `select e.enumlabel as label from pg_attribute a join pg_enum e on e.enumtypid = a.atttypid
      where a.attrelid = to_regclass($1) and a.attname = $2`,
    [quote(table), role],
  );
  if (labels.length > 0) return labels.map(({ label }) => label);
  const constraints = await audit.rows<{ text: string }>(
    `select pg_get_constraintdef(c.oid) as text from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
      where c.conrelid = to_regclass($1) and a.attname = $2 and c.contype = 'c'`,
    [quote(table), role],
  );
  const words = constraints.flatMap(({ text }) =>
    [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = '']) => word.replaceAll("''", "'")),
  );
  return words.length > 0 ? words : undefined;
}

/** The roles that the database takes, and what it gives to somebody who is given none. */
export async function storedRoles(world: World, audit: Audit): Promise<Problem[]> {
  const { database, roles } = world.policy;
  const people = database?.people;
  if (!people) throw new Blocked('the policy does not say where the database keeps the roles');
  const problems: Problem[] = [];
  const places = [
    ['tenant', people],
    ...(people.platform ? ([['platform', people.platform]] as const) : []),
  ] as const;
  for (const [scope, place] of places) {
    const given = Object.keys(roles).filter((name) => roles[name]?.scope === scope);
    const where = `${place.table}.${place.role}`;
    const known = await wordsOf(audit, place);
    const difference =
      known === undefined
        ? 'any word at all: no constraint and no enumeration'
        : nameDifference(given, known);
    if (difference !== undefined)
      problems.push({
        expected: `${where} takes the roles of a ${scope}: ${given.join(', ')}`,
        seen: difference,
      });
    const rows = await audit.rows<{ text: string | null }>(
      `select pg_get_expr(d.adbin, d.adrelid) as text from pg_attribute a
         left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = to_regclass($1) and a.attname = $2 and not a.attisdropped`,
      [quote(place.table), place.role],
    );
    if (rows.length === 0) throw new Blocked(`the database has no ${where}, or hides it`);
    const text = rows[0]?.text ?? null;
    if (text !== null && !/^NULL\b/i.test(text))
      problems.push({ expected: `no role in ${where} for whom none is given`, seen: `the default ${text}` });
  }
  return problems;
}
