/** What anybody gets of the application, held against what the tenants own. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { ANONYMOUS, type Group, group } from './cells.ts';

export type TenantOfPublic = Cell & { actor: string; tenant: string };

export function publicData(policy: Policy): Group<TenantOfPublic>[] {
  return group<TenantOfPublic>(
    {
      title: 'The files that anybody gets of the application hold nothing of a tenant',
      gate: 'isolation',
      rule: 'tenant-data-public',
      feature: 'application',
    },
    Object.keys(policy.tenants).map((tenant) => ({
      id: `isolation/public/${tenant}`,
      title: `no file that anybody gets of the application holds anything of ${tenant}`,
      actor: ANONYMOUS,
      tenant,
    })),
  );
}
