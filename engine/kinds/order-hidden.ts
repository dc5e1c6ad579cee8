/**
 * A list is neither sorted nor filtered by a field that is hidden from whoever asks: it is answered like one that nobody
 * knows. Otherwise the order of the rows tells what the rows do not.
 */
import { randomBytes } from 'node:crypto';
import type { World } from '../checks/world.ts';
import { differences } from '../oracle/same.ts';
import { group } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { withParameter } from '../probe/malformations.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf, shownInPart } from './kind.ts';

/** How a field is named to sort by it, upwards and downwards. */
const WAYS = ['{}', '-{}', '{}:asc', '{}:desc', '{} desc'];

async function notOrdered(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const resource = operation.resource ?? '';
  const hidden = world.policy.resources[resource]?.hidden[world.rolesOf(cell.actor) ?? ''] ?? [];
  const parameter = operation.listing?.sort?.parameter ?? '';
  const rows = (world.harvest.resources[resource]?.[cell.tenant] ?? []).map(({ row }) => row);
  if (rows.length < 2)
    throw new Blocked(`${cell.tenant} has fewer than two ${resource}: no order would tell anything`);
  const client = await world.clientOf(cell.actor);
  const valid = world.shape(operation, {}, cell.tenant);
  const ask = (name: string, value: string): Promise<Call> =>
    client.send(operation.method, withParameter(valid, name, encodeURIComponent(value)));
  const nobodys = `x${randomBytes(6).toString('hex')}`;
  const problems: Problem[] = [];
  for (const field of hidden) {
    const value = rows.map((row) => row[field]).find((each) => each !== null && each !== undefined);
    const questions = [
      ...WAYS.map((way) => (name: string) => ask(parameter, way.replace('{}', name))),
      ...(typeof value === 'string' || typeof value === 'number'
        ? [(name: string) => ask(name, String(value))]
        : []),
    ];
    for (const question of questions) {
      const [asked, like] = [await question(field), await question(nobodys)];
      if ([asked, like].some(({ answer }) => answer.status === 401)) await world.assertAlive(cell.actor);
      const told = differences(asked.answer, like.answer, [field], [nobodys]);
      if (told.length > 0)
        problems.push({
          request: asked.request,
          expected: `the same answer for ${field}, which ${cell.actor} may not see, as for a field that nobody knows`,
          seen: told.slice(0, 3).join('; '),
        });
    }
  }
  return problems.slice(0, 1);
}

export const hiddenOrder: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ listing }) => listing?.sort !== undefined).flatMap(
      ([name, { resource = '', roles }]) =>
        group<TenantCell>(
          {
            title: `${name} is not sorted by a field that is hidden`,
            gate: 'access',
            rule: 'hidden-field-searched',
            feature: resource,
          },
          shownInPart(policy, resource, roles).map(({ actor, tenant }) => ({
            id: `access/order-hidden/${name}/${actor}`,
            title: `${actor} learns nothing from ${name} by the order or the filter of a field that only others may see`,
            operation: name,
            actor,
            tenant,
          })),
        ),
    ),
  judge: notOrdered,
};
