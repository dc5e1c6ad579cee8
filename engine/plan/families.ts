/**
 * What the suite promises to check, family by family, and what a policy must say for it. Where it says too little for any
 * check of a family, one blocked cell stands in the plan for all of them: what nobody looks at is not passed over.
 */
import type { Policy } from '../../policy/types.ts';
import type { RuleId } from '../rules.ts';
import { ACCESS, ISOLATION, OTHERS, type Row, SPARE } from './family-rows.ts';
import { listOf } from './messages.ts';

export interface Family {
  /** Of the cell that stands for the family. The ids of its checks begin with it, unless `like` tells them. */
  id: string;
  rule: RuleId;
  /** The entries of the policy by which there would be checks. */
  needs: string;
  /** What a deployment may not have; the family can then be put out of scope, whatever its gate. */
  none?: string;
  like?: RegExp;
  /** Of what is no check of its own: whether the policy says enough for it. */
  said?: (policy: Policy) => boolean;
  /** Whether the policy itself states that there is nothing, and a check holds it to that. */
  unless?: (policy: Policy) => boolean;
}

const withoutRefreshTokens = ({ session }: Policy): boolean => !session.grants.includes('refresh_token');

const OF_REFRESH: Row[] = [
  ['session/refresh', 'refresh-token-replay', SPARE],
  ['disclosure/refused-renewal', 'error-disclosure', SPARE],
  ['session/refresh-limit', 'session-without-end', SPARE],
  ['session/refresh-elsewhere', 'sign-in-elsewhere', `${SPARE}, and a tenant that is not its own`],
];

const toFamily = ([id, rule, needs, none, like]: Row): Family => ({
  id,
  rule,
  needs,
  ...(none === undefined ? {} : { none }),
  ...(like === undefined ? {} : { like }),
});

const PERMISSIONS = 'and the "permissions" of every role';
const statesPermissions = ({ roles }: Policy): boolean =>
  Object.values(roles).every(({ permissions }) => permissions !== undefined);

/** What checks look at besides, where the policy says what it has to be. */
const PARTS: readonly Family[] = [
  {
    id: 'access/permissions/access-token',
    rule: 'role-mismatch',
    needs: `"claims.permissions", ${PERMISSIONS}`,
    none: 'no permissions in its tokens',
    said: (policy) => policy.claims.permissions !== undefined && statesPermissions(policy),
  },
  {
    id: 'access/permissions/profile',
    rule: 'role-mismatch',
    needs: `"client.profile.permissions", ${PERMISSIONS}`,
    none: 'no profile that tells the permissions',
    said: (policy) => policy.client.profile?.permissions !== undefined && statesPermissions(policy),
  },
  {
    id: 'access/role/database-of-platform',
    rule: 'role-mismatch',
    needs: '"database.people.platform"',
    none: 'no people of the platform in its database, or none to be read',
    said: ({ database }) => database?.people?.platform !== undefined,
    unless: ({ roles }) => Object.values(roles).every(({ scope }) => scope === 'tenant'),
  },
  {
    id: 'disclosure/message-of-list',
    rule: 'message-unhelpful',
    needs: 'a page that "shows" the list of a resource',
    said: (policy) => listOf(policy).length > 0,
  },
];

export const FAMILIES: readonly Family[] = [
  ...[...ISOLATION, ...ACCESS, ...OTHERS].map(toFamily),
  ...PARTS,
  // The grants that an application uses on the wire are held to those that the policy states.
  ...OF_REFRESH.map((row) => ({ ...toFamily(row), unless: withoutRefreshTokens })),
];

/** Whether a check belongs to a family. */
export function belongsTo({ id, like, said }: Family, check: string): boolean {
  if (said) return false;
  if (like) return like.test(check);
  return check.startsWith(id) && (check.length === id.length || check[id.length] === '/');
}

/** Whether a family that is put out of scope has checks in the plan all the same. */
export const isPlanned = (check: string, ids: readonly string[]): boolean =>
  FAMILIES.some((family) => family.id === check && ids.some((id) => belongsTo(family, id)));

/** What shows that the suite itself sees, on which everything else rests. */
const OF_THE_SUITE = /^(?:infrastructure\/(?:canaries|sensor)|[a-z]+\/watch)(?:\/|$)/;

/**
 * Whether a policy may put this out of scope. Of isolation and access only what a deployment may not have, and only as a
 * whole family: where there is something to check, it is checked all the same. Nothing by which the suite shows that it sees.
 */
export const mayBeOutOfScope = (check: string): boolean =>
  (/^(?:session|disclosure|database|infrastructure)\//.test(check) && !OF_THE_SUITE.test(check)) ||
  FAMILIES.some(({ id, none }) => id === check && none !== undefined);
