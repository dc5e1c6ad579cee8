/**
 * A list that grows by being used tells on every page how many rows there are of the own tenant: what the first page says, and
 * no more than the last page bears out.
 */
import type { World } from '../checks/world.ts';
import { succeeded } from '../checks/workshop.ts';
import { type Draft, group, identitiesOf } from '../plan/cells.ts';
import { logsOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { valuesAt } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

/** Rows on a page: few, so that there are several. */
const SIZE = 5;

interface Page {
  call: Call;
  number: number;
  rows: number;
  /** Undefined where the answer tells none. */
  total: number | undefined;
}

async function pageOf(world: World, cell: TenantCell, number: number): Promise<Page> {
  const { paging, resources } = world.policy;
  const operation = world.operation(cell.operation);
  const shape = world.shape(operation, {}, cell.tenant);
  const [path = '', before = ''] = shape.path.split('?');
  const parameters = new URLSearchParams(before);
  parameters.set(paging.page, String(number));
  parameters.set(paging.size, String(SIZE));
  const client = await world.clientOf(cell.actor);
  const call = await client.send(operation.method, { ...shape, path: `${path}?${parameters.toString()}` });
  if (!succeeded(call))
    throw new Blocked(
      `${cell.actor} was answered ${call.answer.status} by page ${number} of ${cell.operation}`,
    );
  const rows = valuesAt(call.answer.json, resources[operation.resource ?? '']?.items ?? '')[0];
  if (!Array.isArray(rows)) throw new Blocked(`page ${number} of ${cell.operation} has no list`);
  const total = valuesAt(call.answer.json, paging.total)[0];
  return { call, number, rows: rows.length, total: typeof total === 'number' ? total : undefined };
}

async function borneOut(world: World, cell: TenantCell): Promise<Problem[]> {
  const first = await pageOf(world, cell, 1);
  const second = await pageOf(world, cell, 2);
  const last = await pageOf(world, cell, Math.max(1, Math.ceil((first.total ?? 0) / SIZE)));
  // It may have grown in the meantime, and does not shrink.
  const { total: most } = await pageOf(world, cell, 1);
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
  return first.total === undefined || last.rows > 0
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
