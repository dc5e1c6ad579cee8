/** Counts and averages agree with the rows of the own tenant. */
import type { World } from '../checks/world.ts';
import { agrees, expectedFigure, isRankAmong } from '../oracle/figures.ts';
import { group, identitiesOf } from '../plan/cells.ts';
import { valuesAt } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';

async function fromOwnRows(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const call = await world.call(cell.operation, cell.actor, {}, cell.tenant);
  if (call.answer.status !== 200)
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  return operation.figures.flatMap((figure) => {
    const rows = world.found(figure.resource, cell.tenant, world.steward(cell.tenant)).map(({ row }) => row);
    const expected = expectedFigure(figure, rows);
    if (expected === undefined)
      throw new Blocked(`no rows of ${figure.resource} to compute ${figure.pointer} from`);
    const values = valuesAt(call.answer.json, figure.pointer);
    const isRank = figure.is === 'rank';
    if (isRank && values.length === 0)
      throw new Blocked(`${cell.operation} has no rank at ${figure.pointer}`);
    const wrong = isRank
      ? values.filter((value) => !isRankAmong(value, expected))
      : values.slice(0, 1).filter((value) => !agrees(value, expected));
    if (values.length > 0 && wrong.length === 0) return [];
    return [
      {
        request: call.request,
        expected: isRank
          ? `${figure.pointer} from 1 to ${expected}, as many as ${cell.tenant} has rows`
          : `${figure.pointer} = ${Number(expected.toFixed(2))}, the ${figure.is} over the ${rows.length} rows of ${cell.tenant}`,
        seen: `${figure.pointer} = ${JSON.stringify(wrong[0])}`,
      },
    ];
  });
}

export const figures: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(policy, (operation) => operation.figures.length > 0).flatMap(([name, operation]) =>
      group<TenantCell>(
        {
          title: `The figures of ${name} are computed from the own tenant's rows`,
          gate: 'isolation',
          rule: 'foreign-rows-in-list',
          feature: name,
        },
        Object.keys(policy.tenants).flatMap((tenant) =>
          identitiesOf(policy, tenant, operation.roles).map(({ name: actor }) => ({
            id: `isolation/figures/${name}/${actor}`,
            title: `the figures of ${name} for ${actor} agree with the rows of ${tenant}`,
            operation: name,
            actor,
            tenant,
          })),
        ),
      ),
    ),
  judge: fromOwnRows,
};
