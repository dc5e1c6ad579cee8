/** What the policy hides from a role stands in no answer about something else either: no figure, nothing that refers to the row. */
import { oncePerWorld } from '../checks/once-per-world.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { type Known, heldBy, ofRows, untold } from '../oracle/hidden.ts';
import { type OperationCell, group, matrixIdentities } from '../plan/cells.ts';
import { readerById } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Policy } from '../../policy/types.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, guarded, isRead } from './kind.ts';

/** Of rows whose list leaves fields out, so many are read one by one. */
const READ_WHOLE = 20;

/** What is hidden from a role, of every resource that the operation is not about. */
export const hiddenElsewhere = (policy: Policy, operation: string, role: string): [string, string[]][] =>
  Object.entries(policy.resources).flatMap(([resource, { hidden }]): [string, string[]][] => {
    const fields = hidden[role] ?? [];
    return fields.length === 0 || policy.operations[operation]?.resource === resource
      ? []
      : [[resource, fields]];
  });

const wholeRows = oncePerWorld<Known[]>();

/** The rows as their list gives them to whoever stands for the tenant. */
async function listed(world: World, resource: string, tenant: string | undefined): Promise<Known[]> {
  const found = await world.found(resource, tenant, world.steward(tenant));
  const { parameter } = world.policy.resources[resource] ?? {};
  return found.map(({ binding, row }) => ({ id: binding[parameter ?? ''] ?? '', row }));
}

/** The rows as they are read one by one, for a list that leaves fields out. */
const readWhole = (world: World, resource: string, tenant: string | undefined): Promise<Known[]> =>
  wholeRows(world, JSON.stringify([resource, tenant]), async () => {
    const described = world.policy.resources[resource];
    const reader = described && readerById(world.policy, described);
    if (!reader) return [];
    const steward = world.steward(tenant);
    const rows: Known[] = [];
    for (const { binding } of (await world.found(resource, tenant, steward)).slice(0, READ_WHOLE)) {
      const { answer } = await world.call(reader, steward, binding, tenant);
      rows.push({ id: binding[described.parameter] ?? '', row: (answer.json ?? {}) as Known['row'] });
    }
    return rows;
  });

/** The rows as whoever stands for the tenant is given them, with the fields of which any was told. */
export async function knownRows(
  world: World,
  resource: string,
  tenant: string | undefined,
  fields: readonly string[],
): Promise<Known[]> {
  const rows = await listed(world, resource, tenant);
  return untold(fields, rows).length > 0 ? readWhole(world, resource, tenant) : rows;
}

/**
 * What somebody was given by an operation that is hidden from its role elsewhere.
 *
 * @param document the answer, or what was read out of it
 * @throws Blocked when it holds a hidden field of which nobody was seen to get any
 */
export async function hiddenIn(
  world: World,
  cell: OperationCell,
  { request }: Pick<Call, 'request'>,
  document: unknown,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const hides = hiddenElsewhere(world.policy, cell.operation, world.rolesOf(cell.actor) ?? '');
  for (const [resource, fields] of hides) {
    const held = heldBy(document, fields);
    if (held.length === 0) continue;
    const named = held.map(({ field }) => field);
    const known = await knownRows(world, resource, cell.tenant, named);
    const excess = new Set(ofRows(held, known).map(({ field }) => field));
    if (excess.size > 0)
      problems.push({
        request,
        expected: `no ${fields.join(', ')} of ${resource} for ${cell.actor}`,
        seen: `the fields ${[...excess].join(', ')}, with values of its rows`,
      });
    const unknown = untold(named, known);
    if (problems.length === 0 && unknown.length > 0)
      throw new Blocked(
        `nobody was seen to get ${unknown.join(', ')} of ${resource}: whose ${cell.operation} gives ${cell.actor} cannot be said`,
      );
  }
  return problems;
}

async function nothingHidden(world: World, cell: OperationCell): Promise<Problem[]> {
  const binding = await world.bind(world.operation(cell.operation).path, cell.tenant, cell.actor);
  const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
  if (!succeeded(call))
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  return hiddenIn(world, cell, call, call.answer.json);
}

export const hiddenElsewhereFields: Kind = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => isRead(operation))
      .flatMap(([name, operation]) =>
        group<OperationCell>(
          {
            title: `${name} holds nothing that other resources hide from a role`,
            gate: 'access',
            rule: 'excess-fields',
            feature: operation.resource ?? name,
          },
          matrixIdentities(policy)
            .filter(
              ({ role }) => operation.roles.includes(role) && hiddenElsewhere(policy, name, role).length > 0,
            )
            .map(({ name: actor, tenant }) => ({
              id: `access/fields-elsewhere/${name}/${actor}`,
              title: `${actor} is given nothing by ${name} that is hidden from it elsewhere`,
              operation: name,
              actor,
              ...(tenant ? { tenant } : {}),
            })),
        ),
      ),
  judge: nothingHidden,
};
