/**
 * Who is shown what. This only decides what the page offers: the API decides what a person may do, and decides alone.
 */
import type { Me, Role } from '../api/types.ts';

export const MEMBERS: readonly Role[] = ['admin', 'analyst', 'viewer'];
export const WRITERS: readonly Role[] = ['admin', 'analyst'];
export const ADMINS: readonly Role[] = ['admin'];
export const PLATFORM: readonly Role[] = ['super_admin'];

/** The roles that an administrator may give, the least first. */
export const GIVEABLE_ROLES: readonly Role[] = ['viewer', 'analyst', 'admin'];

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  super_admin: 'Super admin',
  admin: 'Admin',
  analyst: 'Analyst',
  viewer: 'Viewer',
};

/** The name of a role for people; a role that this app does not know, and what is no role at all, has none of its own. */
export function roleName(role: Role | null): string {
  return typeof role === 'string' && Object.hasOwn(ROLE_NAMES, role) ? ROLE_NAMES[role] : 'No role';
}

/** True if the person's role is among those given. A role that this app does not know is never among them. */
export function allows(me: Pick<Me, 'role'>, roles: readonly Role[]): boolean {
  return roles.includes(me.role);
}

/** The first page of a role. */
export function homeOf(me: Pick<Me, 'role'>): string {
  return allows(me, PLATFORM) ? '/admin/organisations' : '/dashboard';
}
