/** Checks that counts and averages are computed from the rows of the own tenant. */
import { agrees, expectedFigure } from '../oracle/figures.ts';
import type { OperationCell } from '../plan/cells.ts';
import { valuesAt } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

export async function figures(world: World, cell: OperationCell & { tenant: string }): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const call = await world.call(cell.operation, cell.actor, {}, cell.tenant);
  if (call.answer.status !== 200)
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  return operation.figures.flatMap((figure) => {
    const rows = world.found(figure.resource, cell.tenant, world.steward(cell.tenant)).map(({ row }) => row);
    const expected = expectedFigure(figure, rows);
    if (expected === undefined)
      throw new Blocked(`no rows of ${figure.resource} to compute ${figure.pointer} from`);
    const seen = valuesAt(call.answer.json, figure.pointer)[0];
    return agrees(seen, expected)
      ? []
      : [
          {
            request: call.request,
            expected: `${figure.pointer} = ${Number(expected.toFixed(2))}, the ${figure.is} over the ${rows.length} rows of ${cell.tenant}`,
            seen: `${figure.pointer} = ${JSON.stringify(seen)}`,
          },
        ];
  });
}
