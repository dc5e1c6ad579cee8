/**
 * The database that is inspected is the one behind the API: what the API has just made is in it. A copy, however true, would
 * say nothing of the deployment.
 */
import type { Policy, ResourcePolicy } from '../../policy/types.ts';
import { withAudit } from '../checks/database/audit.ts';
import { tablesWith } from '../checks/database/behind.ts';
import type { World } from '../checks/world.ts';
import { type Draft, lanes, stewardOf } from '../plan/cells.ts';
import { isNamedByRun } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

interface BehindCell extends TenantCell {
  resource: string;
}

/** Whether what a run makes of a resource belongs to a tenant and carries its mark. */
const isMarked = ({ operations }: Policy, { owner, parent, make: [first = ''] }: ResourcePolicy): boolean =>
  owner === 'tenant' && parent === undefined && isNamedByRun(operations[first]);

/** One such row, at the first tenant: all of them come from one database. */
function cellsAt(policy: Policy): Draft<BehindCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (!policy.database || tenant === undefined) return [];
  return Object.entries(policy.resources)
    .filter(([, described]) => isMarked(policy, described))
    .slice(0, 1)
    .map(([resource, { make }]) => ({
      id: `database/behind-api/${resource}`,
      title: `what the API makes for ${tenant} is in the database that is inspected`,
      operation: make[0] ?? '',
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
