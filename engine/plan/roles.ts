/** The role model: every place that names a person's role and tenant names the same, and every place knows the same roles. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type OddRole, extremesOf, oddRoles } from '../probe/odd-roles.ts';
import { type Group, type IdentityCell, group, matrixIdentities } from './cells.ts';

/** Where a person's role and tenant are told. */
export const ROLE_PLACES = [
  'id-token',
  'access-token',
  'profile',
  'people',
  'database',
  'interface',
] as const;
export type RolePlace = (typeof ROLE_PLACES)[number];

export type RoleCell = IdentityCell & { place: RolePlace };

/** Who keeps a list of the roles that there are. */
export const ROLE_LISTS = ['description', 'database', 'interface'] as const;
export type RoleList = (typeof ROLE_LISTS)[number];

export type RoleListCell = Cell & { list: RoleList };

export const ROLE_TABLE = 'Roles and tenants, as each place tells them';

const PLACES: Readonly<Record<RolePlace, { column: string; says: string }>> = {
  'id-token': { column: 'ID token', says: 'the ID token' },
  'access-token': { column: 'access token', says: 'the access token' },
  profile: { column: 'profile at the API', says: "the API's profile" },
  people: { column: 'people at the API', says: "the tenant's list of its people" },
  database: { column: 'database', says: 'the database' },
  interface: { column: 'interface', says: 'the interface' },
};

/** Whether a place can say something of an identity, by what the policy knows of both. */
function tells(policy: Policy, name: string, place: RolePlace): boolean {
  const identity = policy.identities[name];
  if (!identity) return false;
  const { expect, tenant, role } = identity;
  switch (place) {
    case 'id-token':
    case 'access-token':
      return expect !== 'refused' && policy.claims.roles !== undefined;
    case 'profile':
      return expect === 'signed-in' && policy.client.profile?.role !== undefined;
    case 'people':
      return tenant !== undefined && policy.people !== undefined;
    case 'database': {
      const { people } = policy.database ?? {};
      return tenant === undefined
        ? role !== undefined && people?.platform !== undefined
        : people !== undefined;
    }
    case 'interface':
      return expect !== 'refused';
  }
}

/** One group for each place, one cell for each identity that it can say something of. */
export function roleModel(policy: Policy): Group<RoleCell>[] {
  return ROLE_PLACES.flatMap((place) =>
    group<RoleCell>(
      {
        title: `Role and tenant of every identity, as ${PLACES[place].says} tells them`,
        gate: 'access',
        rule: 'role-mismatch',
        feature: 'identity',
      },
      Object.keys(policy.identities)
        .filter((name) => tells(policy, name, place))
        .map((name) => ({
          id: `access/role/${place}/${name}`,
          title: `${PLACES[place].says} tells the role and the tenant of ${name} as the policy does`,
          entry: { table: ROLE_TABLE, row: name, column: PLACES[place].column },
          identity: name,
          place,
        })),
    ),
  );
}

export type RoleElsewhereCell = IdentityCell & { other: string };

/** Whoever belongs to several tenants has in each the role of that tenant, and may do what that role may. */
export function rolesElsewhere(policy: Policy): Group<RoleElsewhereCell>[] {
  if (policy.claims.roles === undefined || !policy.people) return [];
  return group<RoleElsewhereCell>(
    {
      title: 'Whoever belongs to several tenants has in each the role of that one alone',
      gate: 'access',
      rule: 'role-mismatch',
      feature: 'identity',
    },
    Object.entries(policy.identities).flatMap(([identity, { also, expect }]) =>
      expect === 'signed-in'
        ? also.map((other) => ({
            id: `access/role-elsewhere/${identity}/${other}`,
            title: `tokens of ${identity} for ${other}, and the profile that they open, tell its role there, and what that role may do`,
            identity,
            other,
          }))
        : [],
    ),
  );
}

export type OddRoleCell = Cell & { odd: OddRole; actor: string };

/** The least of a tenant's people: whatever is opened by an odd role is more than it may have. */
export function lowestActor(policy: Policy): { name: string; role: string; tenant: string } | undefined {
  const [, lowest] = extremesOf(policy);
  return matrixIdentities(policy).flatMap(({ name, role, tenant }) =>
    role === lowest && tenant !== undefined ? [{ name, role, tenant }] : [],
  )[0];
}

/** Each is a load of the page: those that differ in what an interface does with them. */
const SHOWN = ['unknown', 'inherited', 'empty-text', 'other-case', 'object', 'empty-list', 'contradictory'];

/** A role that nobody has shows nothing, though the interface is told that somebody has it. */
export function oddRolesShown(policy: Policy): Group<OddRoleCell>[] {
  const actor = lowestActor(policy);
  if (!actor || policy.client.profile?.role === undefined) return [];
  return group<OddRoleCell>(
    {
      title: 'An odd role in the profile opens no page',
      gate: 'access',
      rule: 'role-fails-open',
      feature: 'interface',
    },
    oddRoles(policy)
      .filter(({ name }) => SHOWN.includes(name))
      .map((odd) => ({
        id: `access/odd-role/interface/${odd.name}`,
        title: `the interface shows nothing to ${odd.says}`,
        odd,
        actor: actor.name,
      })),
  );
}

export interface OddClaimCell extends Cell {
  actor: string;
  says: string;
  /** In place of the claim of the roles; absent where that stays as it is. */
  roles?: unknown;
  /** In place of the claim of the tenant: the id of one, or none. */
  tenantId?: string | null;
  /** None of these may be answered. */
  operations: string[];
}

type Claim = Pick<OddClaimCell, 'roles' | 'tenantId' | 'says'> & { name: string; leaves?: string };

/** What is read without an id: of one's own, of a tenant by everybody, by the highest alone, and of the platform. */
function readsFor(policy: Policy): { name: string; roles: string[] }[] {
  const [highest] = extremesOf(policy);
  const reads = Object.entries(policy.operations).filter(
    ([, { method, path, stream, query, scope }]) =>
      method === 'GET' && !stream && !path.includes('{') && query === undefined && scope !== 'public',
  );
  const ofTenant = Object.keys(policy.roles).filter((role) => policy.roles[role]?.scope === 'tenant');
  return [
    reads.find(([, { scope }]) => scope === 'own'),
    reads.find(
      ([, { scope, roles }]) => scope === 'tenant' && ofTenant.every((role) => roles.includes(role)),
    ),
    reads.find(([, { scope, roles }]) => scope === 'tenant' && roles.length === 1 && roles.includes(highest)),
    reads.find(([, { scope }]) => scope === 'platform'),
  ].flatMap((found) => (found ? [{ name: found[0], roles: found[1].roles }] : []));
}

/**
 * A token whose role claim is odd opens nothing. Each is tried as somebody with the highest and as somebody with the lowest
 * role of a tenant: whatever an odd claim is taken for is one of the two, or less than both.
 */
export function oddClaims(policy: Policy): Group<OddClaimCell>[] {
  const [highest, lowest] = extremesOf(policy);
  const holder = (role: string | undefined) =>
    matrixIdentities(policy).find((identity) => identity.role === role);
  const people = [...new Set([highest, lowest])].flatMap((role) => holder(role) ?? []);
  const platform = Object.keys(policy.roles).find((role) => policy.roles[role]?.scope === 'platform');
  const boss = holder(platform);
  const [tenant] = Object.values(policy.tenants);
  if (policy.claims.roles === undefined || people.length === 0) return [];
  const claims: [Claim, typeof people][] = [
    ...oddRoles(policy).map(({ name, says, claim }): [Claim, typeof people] => [
      // Of two roles that contradict each other, what the lower one may do may be answered.
      { name, says, roles: claim, ...(name.startsWith('contradictory') ? { leaves: lowest } : {}) },
      people,
    ]),
    ...(platform === undefined
      ? []
      : ([
          [
            { name: 'platform-in-tenant', says: `the role "${platform}" in a tenant`, roles: [platform] },
            people,
          ],
        ] as [Claim, typeof people][])),
    [{ name: 'without-tenant', says: 'a role of a tenant without a tenant', tenantId: null }, people],
    ...(boss && tenant
      ? ([
          [
            { name: 'with-tenant', says: `the role "${boss.role}" with a tenant`, tenantId: tenant.id },
            [boss],
          ],
        ] as [Claim, typeof people][])
      : []),
  ];
  return group<OddClaimCell>(
    {
      title: 'The API refuses a token with an odd role claim',
      // Of the session gate, whose checks a deployment that gives its signing key to nobody can put out of scope.
      gate: 'session',
      rule: 'role-fails-open',
      feature: 'tokens',
    },
    claims.flatMap(([{ name, leaves, ...claim }, actors]) =>
      actors.map((actor) => ({
        id: `session/odd-role/${name}/${actor.name}`,
        title: `a token of ${actor.name} with ${claim.says} opens nothing`,
        ...claim,
        actor: actor.name,
        operations: readsFor(policy)
          .filter(({ roles }) => leaves === undefined || !roles.includes(leaves))
          .map((read) => read.name),
      })),
    ),
  );
}

const LISTS: Readonly<Record<RoleList, string>> = {
  description: 'the description of the API',
  database: 'the database',
  interface: 'the form that gives a role',
};

/** Every role known to one is known to all. */
export function roleLists(policy: Policy): Group<RoleListCell>[] {
  const kept: Readonly<Record<RoleList, boolean>> = {
    description: policy.documents.openapi !== undefined && policy.people !== undefined,
    database: policy.database?.people !== undefined,
    interface: policy.people !== undefined,
  };
  return ROLE_LISTS.filter((list) => kept[list]).flatMap((list) =>
    group<RoleListCell>(
      {
        title: `The roles that ${LISTS[list]} knows`,
        gate: 'access',
        rule: 'role-mismatch',
        feature: 'role names',
      },
      [
        {
          id: `access/role-names/${list}`,
          title: `${LISTS[list]} knows the roles of the policy and no other`,
          list,
        },
      ],
    ),
  );
}
