/** What the login offers to whoever belongs to several tenants. */
import type { Policy } from '../../policy/types.ts';
import { type Group, type IdentityCell, group } from './cells.ts';

/** Without an organization named, the pages of the login tell somebody of the own tenants and of no other. */
export function offeredTenants(policy: Policy): Group<IdentityCell>[] {
  return group<IdentityCell>(
    {
      title: 'The login offers nobody a tenant of others',
      gate: 'isolation',
      rule: 'foreign-data-on-page',
      feature: 'sign-in',
    },
    Object.entries(policy.identities)
      .filter(([, { also, expect }]) => also.length > 0 && expect === 'signed-in')
      .map(([identity]) => ({
        id: `isolation/offered/${identity}`,
        title: `${identity} is told of no tenant of others on the way in`,
        identity,
      })),
  );
}
