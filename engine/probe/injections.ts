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

/** The fields with values of the other tenant, and with rights beyond the tenant's own. */
export function injectedFields(victim: TenantPolicy, roles: Policy['roles']): Record<string, unknown> {
  const highest = Object.entries(roles).find(([, { scope }]) => scope === 'platform')?.[0] ?? 'admin';
  return {
    ...Object.fromEntries(TENANT_FIELDS.map((name) => [name, victim.id])),
    ...Object.fromEntries(OWNER_FIELDS.map((name) => [name, 'auth0|000000000000000000000000'])),
    ...Object.fromEntries(FLAG_FIELDS.map((name) => [name, true])),
    roles: [highest],
    permissions: ['*'],
    platformRole: highest,
  };
}
