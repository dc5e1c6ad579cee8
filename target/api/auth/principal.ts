/** Who is calling, as far as it has been established. */

export const MEMBER_ROLES = ['admin', 'analyst', 'viewer'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];
export type Role = MemberRole | 'super_admin';

/** What a valid access token says. Says nothing yet about what the person may do. */
export interface VerifiedToken {
  userId: string;
  /** The session at the identity provider; logging out ends all tokens of it. */
  sid: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** The one organisation that the token was issued for. */
  tenantId: string | null;
  roles: readonly string[];
  /** The token itself, for asking the identity provider about its owner. */
  bearer: string;
}

interface Person {
  userId: string;
  name: string;
  email: string;
  token: VerifiedToken;
}

/** An active member of an active organisation. */
export interface Member extends Person {
  kind: 'member';
  tenantId: string;
  role: MemberRole;
  organisationName: string;
}

/** One of the platform's own people; belongs to no organisation. */
export interface PlatformPerson extends Person {
  kind: 'platform';
  role: 'super_admin';
}

export type Principal = Member | PlatformPerson;

/** What each role may do, in the words of the access token. */
export const PERMISSIONS: Readonly<Record<Role, readonly string[]>> = {
  viewer: ['read:market'],
  analyst: ['read:market', 'write:market', 'read:settings'],
  admin: [
    'read:market',
    'write:market',
    'read:settings',
    'manage:market',
    'manage:users',
    'write:settings',
    'read:audit',
  ],
  super_admin: ['manage:platform'],
};

/** The role that a list of role names stands for: exactly one, and one that is known; otherwise none. */
export function soleRole(names: readonly string[]): Role | undefined {
  const [name] = names;
  return names.length === 1 && name !== undefined && Object.hasOwn(PERMISSIONS, name)
    ? (name as Role)
    : undefined;
}
