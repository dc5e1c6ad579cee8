/** Everything that a role may read holds rows of its own tenant only. */
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems, valuesIn } from '../oracle/denied.ts';
import { group, identitiesOf } from '../plan/cells.ts';
import { inOtherTypes } from '../probe/asked-otherwise.ts';
import type { Call } from '../probe/client.ts';
import { standsIn } from '../probe/hidden-words.ts';
import type { Shape } from '../probe/malformations.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, isRead, operationsOf } from './kind.ts';

/** Ids in the answer that another tenant's owner was found to have alone. */
function foreignIds(world: World, cell: TenantCell, call: Call): Problem[] {
  const operation = world.operation(cell.operation);
  const resource = operation.resource ? world.policy.resources[operation.resource] : undefined;
  if (!operation.resource || !resource || resource.owner !== 'tenant') return [];
  const byTenant = world.harvest.resources[operation.resource] ?? {};
  // Somebody who rightly belongs to both tenants is in both lists.
  const own = new Set((byTenant[cell.tenant] ?? []).map(({ binding }) => binding[resource.parameter]));
  const [foreign] = Object.entries(byTenant)
    .filter(([tenant]) => tenant !== cell.tenant)
    .flatMap(([tenant, found]) =>
      found.map(({ binding }) => ({ tenant, id: binding[resource.parameter] ?? '' })),
    )
    .filter(({ id }) => id.length >= 8 && !own.has(id) && standsIn(call.answer.text, id));
  return foreign
    ? [
        {
          request: call.request,
          expected: `nothing but rows of ${cell.tenant}`,
          seen: `the id ${foreign.id}, which belongs to ${foreign.tenant}`,
        },
      ]
    : [];
}

/** Rows that the owners of several tenants were all given: whosever they are, somebody sees what is not its own. */
function mixedRows(world: World, cell: TenantCell, call: Call): Problem[] {
  const { resource } = world.operation(cell.operation);
  const mixed = resource && world.harvest.mixed[resource]?.[cell.tenant];
  return mixed && world.policy.resources[resource]?.list === cell.operation
    ? [
        {
          request: call.request,
          expected: `nothing but rows of ${cell.tenant}`,
          seen: `${mixed.rows} rows that other tenants list as well, for example ${mixed.example}`,
        },
      ]
    : [];
}

function strangeIn(world: World, cell: TenantCell, call: Call): Problem[] {
  const seen = valuesIn(call.answer.text, world.valuesOfOthers(cell.tenant), call.sent);
  const values: Problem[] =
    seen.length === 0
      ? []
      : [
          {
            request: call.request,
            expected: `nothing but rows of ${cell.tenant}`,
            seen: seen.map((value) => JSON.stringify(value)).join(', '),
          },
        ];
  return [...values, ...foreignIds(world, cell, call)];
}

/** The same in other types, which may be read by a query of their own; of one person of a tenant, who may read the most. */
async function inEveryType(world: World, cell: TenantCell, valid: Shape): Promise<Problem[]> {
  if (cell.actor !== world.steward(cell.tenant)) return [];
  const client = await world.clientOf(cell.actor);
  const problems: Problem[] = [];
  for (const { means, shape } of inOtherTypes(valid)) {
    const call = await client.send('GET', shape);
    const found = succeeded(call)
      ? strangeIn(world, cell, call)
      : errorProblems(call, world.policy.errors).filter(() => call.answer.status >= 500);
    problems.push(...found.map((problem) => ({ ...problem, expected: `${problem.expected}, ${means}` })));
  }
  return problems.slice(0, 1);
}

async function onlyOwn(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const binding = await world.bind(operation.path, cell.tenant, cell.actor);
  const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
  if (!succeeded(call))
    throw new Blocked(`${cell.actor} was answered ${call.answer.status} by ${cell.operation}`);
  const problems = [...strangeIn(world, cell, call), ...mixedRows(world, cell, call)];
  if (problems.length > 0) return problems;
  return inEveryType(world, cell, world.shape(operation, binding, cell.tenant));
}

export const ownRows: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(
      policy,
      (operation) => isRead(operation) && (operation.scope === 'tenant' || operation.scope === 'own'),
    ).flatMap(([name, operation]) =>
      group<TenantCell>(
        {
          title: `${name} answers with rows of the own tenant only`,
          gate: 'isolation',
          rule: 'foreign-rows-in-list',
          feature: operation.resource ?? name,
        },
        Object.keys(policy.tenants).flatMap((tenant) =>
          identitiesOf(policy, tenant, operation.roles).map(({ name: actor }) => ({
            id: `isolation/own-rows/${name}/${actor}`,
            title: `${actor} sees nothing of another tenant in ${name}`,
            operation: name,
            actor,
            tenant,
          })),
        ),
      ),
    ),
  judge: onlyOwn,
};
