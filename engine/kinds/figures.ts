/** Counts, averages and ranks agree with the rows of the own tenant, and count no others in a part of them. */
import type { OperationPolicy } from '../../policy/types.ts';
import { askWith } from '../checks/list-page.ts';
import { oncePerWorld } from '../checks/once-per-world.ts';
import type { World } from '../checks/world.ts';
import { beyondRows, mismatch, untoldNumbers } from '../oracle/figures.ts';
import { group, identitiesOf } from '../plan/cells.ts';
import { listedBy } from '../policy/resources.ts';
import type { Row } from '../probe/canaries.ts';
import { type Found, findEvery } from '../probe/lists.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';

/** By resource and tenant: the rows that are below others, all of which a figure may count. */
const nested = oncePerWorld<Found[]>();

async function rowsOf(world: World, resource: string, tenant: string): Promise<Found[]> {
  const steward = world.steward(tenant);
  if (world.policy.resources[resource]?.parent === undefined) return world.found(resource, tenant, steward);
  return nested(world, JSON.stringify([resource, tenant]), async () =>
    findEvery(world.policy, await world.clientOf(steward), resource),
  );
}

type Asked = Pick<OperationPolicy, 'resource' | 'search' | 'listing'>;

/** What finds a part of the rows: a search, and each filter, for what one of them has. Pure. */
export function partsOf({ resource, search, listing }: Asked, row: Row): Record<string, string>[] {
  const found = search !== undefined && search.resource === resource ? [search] : [];
  return [...found, ...(listing?.filters ?? [])].flatMap(({ parameter, field }) => {
    const value = row[field];
    return typeof value === 'string' ? [{ [parameter]: value }] : [];
  });
}

/** What an operation counts when a part of its rows is asked for. */
async function inPart(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const [first] = operation.resource ? await rowsOf(world, operation.resource, cell.tenant) : [];
  const problems: Problem[] = [];
  for (const query of first ? partsOf(operation, first.row) : []) {
    const { request, answer } = await askWith(world, cell, query);
    for (const figure of operation.figures) {
      const rows = (await rowsOf(world, figure.resource, cell.tenant)).map(({ row }) => row);
      const beyond = beyondRows(figure, rows, answer.json);
      if (!beyond) continue;
      problems.push({
        request,
        expected: `${figure.pointer} = ${beyond.expected}, of the ${rows.length} rows of ${cell.tenant}`,
        seen: `${figure.pointer} = ${beyond.seen}`,
      });
    }
  }
  return problems;
}

async function fromOwnRows(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const call = await world.call(cell.operation, cell.actor, {}, cell.tenant);
  if (call.answer.status !== 200)
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  const problems: Problem[] = [];
  for (const figure of operation.figures) {
    const rows = (await rowsOf(world, figure.resource, cell.tenant)).map(({ row }) => row);
    const idField = world.policy.resources[figure.resource]?.id ?? 'id';
    const found = mismatch(figure, rows, idField, call.answer.json);
    if (found === 'no rows')
      throw new Blocked(`no rows of ${figure.resource} to compute ${figure.pointer} from`);
    if (!found) continue;
    problems.push({
      request: call.request,
      expected: `${figure.pointer} = ${found.expected}, the ${figure.is} over the ${rows.length} rows of ${cell.tenant}`,
      seen: `${figure.pointer} = ${found.seen}`,
    });
  }
  problems.push(...(await inPart(world, cell)));
  const [untold] = listedBy(world.policy, cell.operation)
    ? []
    : untoldNumbers(operation.figures, call.answer.json);
  if (problems.length === 0 && untold !== undefined)
    throw new Blocked(
      `nobody knows whose rows ${untold} of ${cell.operation} is computed from: describe it under the operation's figures`,
    );
  return problems;
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
