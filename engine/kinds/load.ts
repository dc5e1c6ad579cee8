/**
 * All tenants at once through the same routes, with failing requests in between: nobody gets another's answer, and no figure
 * of another's, whatever the pool of connections, the cache and the joining of equal requests do under load.
 */
import type { Policy } from '../../policy/types.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, group, identitiesOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import type { Call } from '../probe/client.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
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

/** What an answer counts and reckons: the total of a list, and the figures that the policy names. Pure. */
export function figuresIn({ paging, operations }: Policy, name: string, json: unknown): string {
  const pointers = new Set([
    paging.total,
    ...(operations[name]?.figures ?? []).map(({ pointer }) => pointer),
  ]);
  return JSON.stringify([...pointers].flatMap((pointer) => valuesAt(json, pointer)));
}

interface Asker {
  name: string;
  tenant: string;
  binding: Binding;
}

/** Asks as every tenant at the same time, and keeps what anybody was answered that is another's. */
async function mixedUp(world: World, cell: TenantCell): Promise<Problem[]> {
  const { roles, path, scope } = world.operation(cell.operation);
  const askers: Asker[] = await Promise.all(
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
  const told: { asker: Asker; call: Call; figures: string }[] = [];
  const ask = async (asker: Asker, fails: boolean): Promise<void> => {
    const { tenant, name, binding } = asker;
    const call =
      fails && wrong
        ? await world.call(wrong, name, world.allAbsent(world.operation(wrong).path), tenant)
        : await world.call(cell.operation, name, binding, tenant);
    counts.all += 1;
    if (call.answer.status < 300) counts.good += 1;
    if (!fails && call.answer.status < 300) told.push({ asker, call, figures: figuresOf(call) });
    const seen = valuesIn(call.answer.text, world.valuesOfOthers(tenant), call.sent);
    if (seen.length > 0)
      problems.push({
        actor: name,
        request: call.request,
        expected: `nothing but rows of ${tenant}, also when every tenant asks at once`,
        seen: seen.map((value) => JSON.stringify(value)).join(', '),
      });
  };
  const figuresOf = ({ answer }: Call): string => figuresIn(world.policy, cell.operation, answer.json);
  /** What each is told with nobody beside. */
  const askAlone = async (): Promise<Map<Asker, string>> => {
    const figures = new Map<Asker, string>();
    for (const asker of askers)
      figures.set(
        asker,
        figuresOf(await world.call(cell.operation, asker.name, asker.binding, asker.tenant)),
      );
    return figures;
  };
  const before = await askAlone();
  for (let round = 0; round < ROUNDS && problems.length === 0; round += 1)
    await Promise.all(
      askers.flatMap((asker) => Array.from({ length: AT_ONCE }, (_, index) => ask(asker, index % 3 === 2))),
    );
  const after = await askAlone();
  for (const { asker, call, figures } of told) {
    const own = before.get(asker);
    // What grows by being used says nothing.
    if (own === after.get(asker) && figures !== own)
      problems.push({
        actor: asker.name,
        request: call.request,
        expected: `the figures of ${asker.tenant}, ${own}, also when every tenant asks at once`,
        seen: figures,
      });
  }
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
