/**
 * A tenant that the platform closes is closed for whoever is signed in to it: what its people could read a moment before is
 * denied, within the bound that the policy states for changes. It is opened again in any case.
 */
import type { Policy } from '../../policy/types.ts';
import { closingOf, whileClosed } from '../checks/closing.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, group, matrixIdentities, stewardOf } from '../plan/cells.ts';
import { plainReads } from '../plan/lifetime.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

function cellsOf(policy: Policy): Draft<TenantCell>[] {
  const { tenant = '' } = closingOf(policy) ?? {};
  const actor = stewardOf(policy, tenant);
  const role = matrixIdentities(policy).find(({ name }) => name === actor)?.role ?? '';
  if (!actor) return [];
  return plainReads(policy)
    .filter(([, { scope, roles }]) => scope === 'tenant' && roles.includes(role))
    .map(([operation]) => ({
      id: `session/closed-tenant/${operation}/${actor}`,
      title: `${actor} is denied ${operation} once ${tenant} is closed`,
      operation,
      actor,
      tenant,
    }));
}

const read = (world: World, { operation, actor, tenant }: TenantCell) =>
  world.call(operation, actor, {}, tenant);

export const closedTenant: Kind<TenantCell> = {
  plan: (policy) =>
    group<TenantCell>(
      {
        title: 'A tenant that is closed is closed for whoever is signed in to it',
        gate: 'session',
        rule: 'change-not-seen',
        feature: 'tenants',
        lane: ALONE_LANE,
      },
      cellsOf(policy),
    ),
  around: async (world, { cells }, run) => {
    const [cell] = cells;
    const closing = closingOf(world.policy);
    if (!cell || !closing) return run();
    for (const each of cells) {
      const { answer } = await read(world, each);
      if (answer.status !== 200)
        throw new Blocked(
          `${each.actor} was answered ${answer.status} by ${each.operation} before: a denial would prove nothing`,
        );
    }
    await whileClosed(world, closing, async () => {
      const seconds = world.policy.session.accessAfterChangeSeconds;
      await new Promise((resume) => setTimeout(resume, seconds * 1000));
      await run();
    });
    // Some sessions do not come back.
    if (!succeeded(await read(world, cell))) world.lend(cell.actor, await world.signInAgain(cell.actor));
  },
  judge: async (world, cell): Promise<Problem[]> => {
    const call = await read(world, cell);
    return deniedProblems(call, world.policy.errors, world.victimValues(cell.tenant));
  },
};
