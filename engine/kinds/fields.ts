/** Roles from which the policy hides fields do not get them; a field counts only if a higher role is seen to get it. */
import type { World } from '../checks/world.ts';
import { type OperationCell, group, matrixIdentities } from '../plan/cells.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, guarded, isRead } from './kind.ts';

function fieldsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsIn(inner)]);
}

async function onlyItsFields(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const hidden =
    (operation.resource &&
      world.policy.resources[operation.resource]?.hidden[world.rolesOf(cell.actor) ?? '']) ||
    [];
  const steward = world.steward(cell.tenant);
  const binding = await world.bind(operation.path, cell.tenant, steward);
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

export const hiddenFields: Kind = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => isRead(operation))
      .flatMap(([name, operation]) => {
        const hides = Object.keys((operation.resource && policy.resources[operation.resource]?.hidden) || {});
        return group(
          {
            title: `${name} shows each role only its fields`,
            gate: 'access',
            rule: 'excess-fields',
            feature: operation.resource ?? name,
          },
          matrixIdentities(policy)
            .filter(({ role }) => operation.roles.includes(role) && hides.includes(role))
            .map(({ name: actor, tenant }) => ({
              id: `access/fields/${name}/${actor}`,
              title: `${actor} sees only its fields in ${name}`,
              operation: name,
              actor,
              ...(tenant ? { tenant } : {}),
            })),
        );
      }),
  judge: onlyItsFields,
};
