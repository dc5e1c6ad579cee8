/** A search for a value of another tenant finds nothing; for an own value it finds it. */
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { group, identitiesOf } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';

type SearchCell = TenantCell & { foreign: boolean };

async function searched(world: World, cell: SearchCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  if (!operation.search) throw new Blocked(`${cell.operation} does not search`);
  const { parameter, resource, field } = operation.search;
  const alone = new Set(world.victimValues(cell.tenant));
  const word = world.harvest.resources[resource]?.[cell.tenant]
    ?.map(({ row }) => row[field])
    .find((value): value is string => typeof value === 'string' && alone.has(value));
  if (!word) throw new Blocked(`no ${field} of ${resource} belongs to ${cell.tenant} alone`);
  const shape = world.shape(operation, {}, cell.tenant);
  const path = `${shape.path.split('?')[0] as string}?${parameter}=${encodeURIComponent(word)}`;
  const client = await world.clientOf(cell.actor);
  const call = await client.send(operation.method, { ...shape, path });
  if (!succeeded(call))
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  if (!cell.foreign) {
    if (!call.answer.text.includes(JSON.stringify(word)))
      throw new Blocked(
        `${cell.actor} does not find the own ${field} with ${cell.operation}: finding nothing abroad would prove nothing`,
      );
    return [];
  }
  const ids = (world.harvest.resources[resource]?.[cell.tenant] ?? []).flatMap(({ binding }) =>
    Object.values(binding),
  );
  const seen = [
    ...valuesIn(call.answer.text, [...alone], call.sent),
    ...valuesIn(call.answer.text, ids, call.sent),
  ];
  const echoed = rowsHold(call.answer.json, field, word);
  if (seen.length === 0 && !echoed) return [];
  return [
    {
      request: call.request,
      expected: `nothing for a word of ${cell.tenant}`,
      seen: echoed ? `a row with the ${field} ${JSON.stringify(word)}` : seen.join(', '),
    },
  ];
}

function rowsHold(json: unknown, field: string, word: string): boolean {
  if (Array.isArray(json)) return json.some((item) => rowsHold(item, field, word));
  if (json === null || typeof json !== 'object') return false;
  return Object.entries(json).some(
    ([key, value]) => (key === field && value === word) || rowsHold(value, field, word),
  );
}

export const searches: Kind<SearchCell> = {
  plan: (policy, options) =>
    operationsOf(policy, (operation) => operation.search !== undefined).flatMap(([name, operation]) =>
      group<SearchCell>(
        {
          title: `${name} finds nothing of another tenant`,
          gate: 'isolation',
          rule: 'foreign-rows-in-list',
          feature: operation.resource ?? name,
        },
        [
          ...Object.keys(policy.tenants).flatMap((tenant) =>
            identitiesOf(policy, tenant, operation.roles).map(({ name: actor }) => ({
              id: `isolation/search-own/${name}/${actor}`,
              title: `${actor} finds what ${tenant} owns with ${name}`,
              operation: name,
              actor,
              tenant,
              foreign: false,
            })),
          ),
          ...strangersAt(policy, name, 'square', options).map(({ actor, tenant }) => ({
            id: `isolation/search-foreign/${name}/${actor}/${tenant}`,
            title: `${actor} finds nothing of ${tenant} with ${name}`,
            operation: name,
            actor,
            tenant,
            foreign: true,
          })),
        ],
      ),
    ),
  judge: searched,
};
