/** Checks of the access gate at the API: what a role may call, and its forbidden twins. */
import { deniedProblems, errorProblems } from '../oracle/denied.ts';
import type { OperationCell } from '../plan/cells.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { deniedWrite, isReadable } from './foreign.ts';
import type { World } from './world.ts';

/** The positive control: the role reads what the policy lets it read. */
export async function allowedRead(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const binding = world.bind(operation.path, cell.tenant, cell.actor);
  const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
  if (call.answer.status >= 200 && call.answer.status < 300) return [];
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return [
    {
      request: call.request,
      expected: 'an answer of success: the policy lets this role in',
      seen: `status ${call.answer.status}`,
    },
    ...errorProblems(call, world.policy.errors),
  ];
}

function fieldsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsIn(inner)]);
}

/** No field that the policy hides from the role; a field counts only if a higher role is seen to get it. */
export async function fields(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const hidden =
    (operation.resource &&
      world.policy.resources[operation.resource]?.hidden[world.rolesOf(cell.actor) ?? '']) ||
    [];
  const steward = world.steward(cell.tenant);
  const binding = world.bind(operation.path, cell.tenant, steward);
  const full = await world.control(cell.operation, steward, binding, cell.tenant);
  const known = new Set(fieldsIn(full.answer.json));
  const unseen = hidden.filter((field) => !known.has(field));
  if (unseen.length > 0)
    throw new Blocked(`${steward} does not get ${unseen.join(', ')} either: hiding it proves nothing`);
  const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
  if (call.answer.status !== 200)
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  const shown = new Set(fieldsIn(call.answer.json));
  const excess = hidden.filter((field) => shown.has(field));
  return excess.length === 0
    ? []
    : [
        {
          request: call.request,
          expected: `no ${hidden.join(', ')} for ${cell.actor}`,
          seen: `the fields ${excess.join(', ')}`,
        },
      ];
}

/** A denied identity calls with a valid request for a resource of its own tenant: only its rights can be the reason. */
export async function denied(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = cell.tenant ?? Object.keys(world.policy.tenants)[0] ?? '';
  const owner = world.steward(tenant);
  const binding = world.bind(operation.path, tenant, owner);
  const isOwnTenant = cell.tenant === tenant && cell.actor !== 'anonymous';
  // A colleague may know the tenant's values; a denial still must not hand out the resource.
  const values = isOwnTenant ? [] : world.victimValues(tenant);
  const watch = operation.writes && operation.scope === 'tenant' && isReadable(world, cell.operation);
  return operation.writes
    ? deniedWrite(world, cell, { tenant, binding, values, watch })
    : deniedRead(world, cell, binding, tenant, values);
}

async function deniedRead(
  world: World,
  cell: OperationCell,
  binding: Readonly<Record<string, string>>,
  tenant: string,
  values: readonly string[],
): Promise<Problem[]> {
  const call = await world.call(cell.operation, cell.actor, binding, tenant);
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  return deniedProblems(call, world.policy.errors, values);
}
