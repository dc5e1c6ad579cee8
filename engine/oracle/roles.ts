/** Judges whether one place says of a person what the policy says: the role, the tenant, what the role may do. Pure. */
import type { Policy } from '../../policy/types.ts';

/** What one place says of a person. */
export interface Standing {
  roles: string[];
  /** Ids of the tenants that the place names the person's present one; none for nobody's. */
  tenants: string[];
  /** What the role may do, where the place says that. */
  permissions?: string[];
}

/** The values of a claim or field that holds one or several names; whatever is no name is kept as JSON. */
export function namesIn(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
}

/** What the policy says of an identity. */
export function expectedOf(policy: Policy, identity: string): Standing {
  const { role, tenant } = policy.identities[identity] ?? {};
  return {
    roles: role === undefined ? [] : [role],
    tenants: tenant === undefined ? [] : [policy.tenants[tenant]?.id ?? tenant],
    permissions: policy.roles[role ?? '']?.permissions ?? [],
  };
}

/** `analyst of hotel`; a tenant that the policy does not know is named by its id. */
export function standingText(policy: Policy, { roles, tenants }: Standing): string {
  const names = tenants.map(
    (id) => Object.entries(policy.tenants).find(([, one]) => one.id === id)?.[0] ?? id,
  );
  const role = roles.length === 0 ? 'no role' : roles.map((one) => (one === '' ? '""' : one)).join(' + ');
  return names.length === 0 ? role : `${role} of ${names.join(' + ')}`;
}

const sorted = (values: readonly string[]): string => JSON.stringify([...values].sort());

/** In what a place differs from what is expected, in words; undefined where it says the same. */
export function standingDifference(policy: Policy, expected: Standing, seen: Standing): string | undefined {
  if (sorted(expected.roles) !== sorted(seen.roles) || sorted(expected.tenants) !== sorted(seen.tenants))
    return standingText(policy, seen);
  if (seen.permissions === undefined) return undefined;
  const wanted = expected.permissions ?? [];
  const more = seen.permissions.filter((one) => !wanted.includes(one));
  const fewer = wanted.filter((one) => !seen.permissions?.includes(one));
  if (more.length + fewer.length === 0) return undefined;
  return [
    standingText(policy, seen),
    ...(more.length > 0 ? [`with ${more.join(', ')} besides`] : []),
    ...(fewer.length > 0 ? [`without ${fewer.join(', ')}`] : []),
  ].join(', ');
}

/** In what two lists of names differ, in words; undefined where each name of one is in the other. */
export function nameDifference(expected: readonly string[], seen: readonly string[]): string | undefined {
  const more = seen.filter((name) => !expected.includes(name));
  const fewer = expected.filter((name) => !seen.includes(name));
  if (more.length + fewer.length === 0) return undefined;
  return [
    ...(more.length > 0 ? [`besides: ${more.map((name) => JSON.stringify(name)).join(', ')}`] : []),
    ...(fewer.length > 0 ? [`missing: ${fewer.map((name) => JSON.stringify(name)).join(', ')}`] : []),
  ].join('; ');
}
