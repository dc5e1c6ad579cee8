/**
 * The database that is inspected is the one behind the API: what the API has just made is in it. A copy, however true, would
 * say nothing of the deployment.
 */
import type { Policy } from '../../policy/types.ts';
import { withAudit } from '../checks/database/audit.ts';
import { tablesWith } from '../checks/database/behind.ts';
import type { World } from '../checks/world.ts';
import { type Draft, lanes, stewardOf } from '../plan/cells.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

interface BehindCell extends TenantCell {
  resource: string;
}

/** A resource of which a run makes rows that carry its mark, at the first tenant. */
function cellsAt(policy: Policy): Draft<BehindCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (!policy.database || tenant === undefined) return [];
  return Object.entries(policy.resources)
    .flatMap(
      ([
        resource,
        {
          owner,
          parent,
          make: [operation = ''],
        },
      ]) =>
        owner === 'tenant' &&
        parent === undefined &&
        JSON.stringify(policy.operations[operation]?.body ?? {}).includes('{{unique}}')
          ? [{ resource, operation }]
          : [],
    )
    .slice(0, 1)
    .map(({ resource, operation }) => ({
      id: `database/behind-api/${resource}`,
      title: `what the API makes for ${tenant} is in the database that is inspected`,
      operation,
      actor: stewardOf(policy, tenant) ?? '',
      tenant,
      resource,
    }));
}

/** Throws Blocked when it is not: nothing is wrong then, but all that the other checks of the database say is of another one. */
async function isThere(world: World, { resource, tenant }: BehindCell): Promise<Problem[]> {
  await world.workshop.row(resource, tenant, world.workshop.ownerOf(resource, tenant));
  const id = world.policy.tenants[tenant]?.id;
  const found = await withAudit(world.audit, (audit) => tablesWith(audit, id, world.mark));
  if (found.length === 0)
    throw new Blocked(
      `no table of the policy holds the row of ${resource} that the API has just made for ${tenant}: AUDIT_DATABASE_URL is another database than the API's`,
    );
  return [];
}

export const databaseBehind: Kind<BehindCell> = {
  plan: (policy) =>
    lanes<BehindCell>(
      {
        title: 'The database that is inspected is the one behind the API',
        gate: 'database',
        rule: 'rls-bypass',
        feature: 'connection',
      },
      cellsAt(policy),
    ),
  judge: isThere,
};
