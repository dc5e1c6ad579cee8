/** Fields that products use to say whose a row is and who somebody is. Extend the lists to try more everywhere. */
import type { Policy, TenantPolicy } from '../../policy/types.ts';

const TENANT_FIELDS = [
  'tenant_id',
  'tenantId',
  'tenant',
  'organization_id',
  'organizationId',
  'organisationId',
  'orgId',
  'org_id',
  'accountId',
];
const OWNER_FIELDS = ['owner_id', 'ownerId', 'userId', 'user_id', 'createdBy', 'created_by'];
const FLAG_FIELDS = ['isAdmin', 'is_admin', 'admin', 'superuser', 'verified'];

/** Fields of an answer by which an added one would show. */
export const TELLING_FIELDS: readonly string[] = [...TENANT_FIELDS, ...OWNER_FIELDS, ...FLAG_FIELDS];

const REMOVED_AT = ['deletedAt', 'deleted_at', 'removedAt', 'removed_at'];
const REMOVED = ['deleted', 'isDeleted', 'is_deleted', 'removed'];

/** Fields by which products say that a row was removed, which therefore is no more than marked. */
export const removedFields = (): Record<string, unknown> => ({
  ...Object.fromEntries(REMOVED_AT.map((name) => [name, '2026-01-15T12:00:00Z'])),
  ...Object.fromEntries(REMOVED.map((name) => [name, true])),
});

/**
 * The fields with values of the other tenant, and with rights beyond the tenant's own.
 *
 * @param person the id of somebody else of the own tenant, whom a row could be given to
 */
export function injectedFields(
  victim: TenantPolicy,
  roles: Policy['roles'],
  person = 'auth0|000000000000000000000000',
): Record<string, unknown> {
  const highest = Object.entries(roles).find(([, { scope }]) => scope === 'platform')?.[0] ?? 'admin';
  return {
    ...Object.fromEntries(TENANT_FIELDS.map((name) => [name, victim.id])),
    ...Object.fromEntries(OWNER_FIELDS.map((name) => [name, person])),
    ...Object.fromEntries(FLAG_FIELDS.map((name) => [name, true])),
    roles: [highest],
    permissions: ['*'],
    platformRole: highest,
  };
}
