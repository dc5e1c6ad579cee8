/**
 * A list that grows by being used tells on every page how many rows there are of the own tenant: what the first page says, and
 * no more than the last page bears out.
 */
import { type ListPage, listPage } from '../checks/list-page.ts';
import type { World } from '../checks/world.ts';
import { type Draft, group, identitiesOf } from '../plan/cells.ts';
import { logsOf } from '../policy/resources.ts';
import type { Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

/** Rows on a page: few, so that there are several. */
const SIZE = 5;

async function borneOut(world: World, cell: TenantCell): Promise<Problem[]> {
  const at = (number: number): Promise<ListPage> => listPage(world, cell, number, { size: SIZE });
  const first = await at(1);
  const second = await at(2);
  const last = await at(Math.max(1, Math.ceil((first.total ?? 0) / SIZE)));
  // It may have grown in the meantime, and does not shrink.
  const { total: most } = await at(1);
  const strange = [second, last].find(
    ({ total }) => total !== undefined && (total < (first.total ?? total) || total > (most ?? total)),
  );
  if (strange)
    return [
      {
        request: strange.call.request,
        expected: `a total as on the first page, ${first.total ?? 'none'}`,
        seen: `a total of ${strange.total} on page ${strange.number}`,
      },
    ];
  return first.total === undefined || last.rows.length > 0
    ? []
    : [
        {
          request: last.call.request,
          expected: `rows on page ${last.number}, the last of a total of ${first.total}`,
          seen: 'none: the total counts more than the own rows',
        },
      ];
}

export const listTotal: Kind<TenantCell> = {
  plan: (policy) =>
    logsOf(policy).flatMap(([resource, { list }]) =>
      group<TenantCell>(
        {
          title: `${list} counts the own rows alone, on every page`,
          gate: 'isolation',
          rule: 'foreign-rows-in-list',
          feature: resource,
        },
        Object.keys(policy.tenants).flatMap((tenant) =>
          identitiesOf(policy, tenant, policy.operations[list]?.roles ?? [])
            .slice(0, 1)
            .map(({ name: actor }): Draft<TenantCell> => ({
              id: `isolation/list-total/${list}/${actor}`,
              title: `${actor} is told by every page of ${list} how many rows of ${tenant} there are`,
              operation: list,
              actor,
              tenant,
            })),
        ),
      ),
    ),
  judge: borneOut,
};
