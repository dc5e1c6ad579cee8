/**
 * All tenants at once through the same routes, with failing requests in between: nobody gets another's answer, whatever
 * the pool of connections, the cache and the joining of equal requests do under load.
 */
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, group, identitiesOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, isRead, operationsOf } from './kind.ts';

/** Requests of each tenant at once, and how often: bounded, and below what a limit of requests would refuse. */
const AT_ONCE = 6;
const ROUNDS = 6;

/**
 * What fails in between: the operation itself where an id can be wrong, and otherwise a read by id for the same people. What
 * a failure leaves behind shows in answers without an id, which hold whatever rows there are.
 */
function failing(world: World, name: string): string | undefined {
  const { roles } = world.operation(name);
  const byId = operationsOf(
    world.policy,
    (operation) =>
      isRead(operation) &&
      operation.scope === 'tenant' &&
      parametersOf(operation.path).length > 0 &&
      roles.every((role) => operation.roles.includes(role)),
  ).map(([found]) => found);
  return byId.includes(name) ? name : byId[0];
}

/** Asks as every tenant at the same time, and keeps what anybody was answered that is another's. */
async function mixedUp(world: World, cell: TenantCell): Promise<Problem[]> {
  const { roles, path, scope } = world.operation(cell.operation);
  const askers = await Promise.all(
    Object.keys(world.policy.tenants).flatMap((tenant) =>
      identitiesOf(world.policy, tenant, roles)
        .slice(0, 1)
        .map(async ({ name }) => ({ tenant, name, binding: await world.bind(path, tenant, name) })),
    ),
  );
  if (askers.length < 2) throw new Blocked('two tenants are needed at once');
  const wrong = failing(world, cell.operation);
  const problems: Problem[] = [];
  const counts = { good: 0, all: 0 };
  const ask = async ({ tenant, name, binding }: (typeof askers)[number], fails: boolean): Promise<void> => {
    const call =
      fails && wrong
        ? await world.call(wrong, name, world.allAbsent(world.operation(wrong).path), tenant)
        : await world.call(cell.operation, name, binding, tenant);
    counts.all += 1;
    if (call.answer.status < 300) counts.good += 1;
    const seen = valuesIn(call.answer.text, world.valuesOfOthers(tenant), call.sent);
    if (seen.length > 0)
      problems.push({
        actor: name,
        request: call.request,
        expected: `nothing but rows of ${tenant}, also when every tenant asks at once`,
        seen: seen.map((value) => JSON.stringify(value)).join(', '),
      });
  };
  for (let round = 0; round < ROUNDS && problems.length === 0; round += 1)
    await Promise.all(
      askers.flatMap((asker) => Array.from({ length: AT_ONCE }, (_, index) => ask(asker, index % 3 === 2))),
    );
  if (problems.length === 0 && counts.good < counts.all / 2)
    throw new Blocked(
      `${counts.all - counts.good} of ${counts.all} answers to ${cell.operation} (${scope}) were no success`,
    );
  return problems.slice(0, 1);
}

export const load: Kind<TenantCell> = {
  plan: (policy) => {
    const [tenant, second] = Object.keys(policy.tenants);
    if (tenant === undefined || second === undefined) return [];
    return operationsOf(
      policy,
      (operation) => isRead(operation) && operation.scope === 'tenant' && !operation.noTenant,
    ).flatMap(([name, operation]) => {
      const [first] = identitiesOf(policy, tenant, operation.roles);
      return group<TenantCell>(
        {
          title: `${name} keeps tenants apart when all ask at once`,
          gate: 'isolation',
          rule: 'foreign-rows-in-list',
          feature: operation.resource ?? name,
          lane: ALONE_LANE,
        },
        first
          ? [
              {
                id: `isolation/load/${name}`,
                title: `nobody is answered what is another's by ${name} when all ask at once`,
                operation: name,
                actor: first.name,
                tenant,
              },
            ]
          : [],
      );
    });
  },
  judge: mixedUp,
};
