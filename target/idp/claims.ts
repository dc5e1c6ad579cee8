/** What tokens say about a person: roles, permissions and tenant, read from the directory at every issue. */
import { randomBytes } from 'node:crypto';
import { MARKET_API } from './clients.ts';
import { CLAIMS, type Config } from './config.ts';
import type { Directory, Person } from './directory.ts';

const VIEWER = ['read:market'];
const ANALYST = [...VIEWER, 'write:market', 'read:settings'];
const ADMIN = [...ANALYST, 'manage:market', 'manage:users', 'write:settings', 'read:audit'];
const PERMISSIONS = new Map([
  ['viewer', VIEWER],
  ['analyst', ANALYST],
  ['admin', ADMIN],
  ['super_admin', ['manage:platform']],
]);

/** Claims of the default configuration, by the scope that asks for them. */
export const CLAIMS_BY_SCOPE = {
  openid: ['sub', 'sid', 'org_id', `${CLAIMS}roles`, `${CLAIMS}tenant`],
  profile: ['name', 'nickname'],
  email: ['email', 'email_verified'],
};

const NO_ORGANISATION = '-';

/**
 * What a grant was made for. It is written into the grant's id: codes and refresh tokens carry that id, so nothing can
 * separate them from their organisation.
 */
export interface GrantScope {
  organisationId: string | undefined;
  generation: number;
}

export function newGrantId({ organisationId, generation }: GrantScope): string {
  return [generation, organisationId ?? NO_ORGANISATION, randomBytes(24).toString('base64url')].join('.');
}

export function parseGrantId(grantId: string): GrantScope {
  const [generation, organisation] = grantId.split('.');
  return {
    generation: Number(generation),
    organisationId: organisation === NO_ORGANISATION ? undefined : organisation,
  };
}

/** Whether a grant still holds: not blocked, no membership lost since, and a member of its organisation still. */
export function grantHolds(directory: Directory, person: Person, scope: GrantScope): boolean {
  if (person.blocked || scope.generation !== person.generation) return false;
  return scope.organisationId === undefined || directory.isMember(person, scope.organisationId);
}

interface Standing {
  organisationId: string | undefined;
  tenant: string | undefined;
  roles: string[];
}

/** Within an organisation only the roles given there count, the platform's role only outside of all. */
function standing(config: Config, directory: Directory, person: Person, scope: GrantScope): Standing {
  const active =
    person.tenant !== undefined && directory.isMember(person, person.tenant) ? person.tenant : undefined;
  const tenant = config.tenancy === 'claim' ? active : undefined;
  const organisationId = config.tenancy === 'organization' ? scope.organisationId : undefined;
  const place = organisationId ?? tenant;
  const roles = place === undefined ? [person.platformRole] : [...(person.memberships.get(place) ?? [])];
  return { organisationId, tenant, roles: roles.filter((role) => role !== undefined) };
}

function tenancyClaims({ organisationId, tenant, roles }: Standing): Record<string, unknown> {
  return {
    ...(organisationId === undefined ? {} : { org_id: organisationId }),
    ...(tenant === undefined ? {} : { [`${CLAIMS}tenant`]: tenant }),
    [`${CLAIMS}roles`]: roles,
  };
}

/** Custom claims of an access token. Permissions are those of the market API; no other API has any. */
export function accessTokenClaims(
  config: Config,
  directory: Directory,
  person: Person,
  token: { grantId: string; sessionUid: string; audience: string },
): Record<string, unknown> {
  const place = standing(config, directory, person, parseGrantId(token.grantId));
  const permissions = place.roles.flatMap((role) => PERMISSIONS.get(role) ?? []);
  return {
    permissions: token.audience === MARKET_API ? [...new Set(permissions)] : [],
    ...tenancyClaims(place),
    [`${CLAIMS}sid`]: token.sessionUid,
  };
}

/** Claims of an ID token; scopes filter them afterwards. */
export function idTokenClaims(
  config: Config,
  directory: Directory,
  person: Person,
  source: { grantId: string; sessionUid: string },
): Record<string, unknown> {
  return {
    ...profileClaims(person),
    sid: source.sessionUid,
    ...tenancyClaims(standing(config, directory, person, parseGrantId(source.grantId))),
  };
}

export function profileClaims(person: Person): { sub: string } & Record<string, unknown> {
  return {
    sub: person.id,
    name: person.name,
    nickname: person.email.split('@')[0],
    email: person.email,
    email_verified: true,
  };
}
