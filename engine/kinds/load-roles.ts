/**
 * People of every role at once through the same routes: nobody gets the fields that are hidden from it, also where what is
 * hidden is kept somewhere while an answer is made, and somebody else is answered meanwhile. (One after another, they are
 * tried in `access/fields`.)
 */
import type { World } from '../checks/world.ts';
import { fieldsIn } from '../oracle/hidden.ts';
import { ALONE_LANE, type Draft, firstOfEachRole, group, matrixIdentities } from '../plan/cells.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, guarded, isRead } from './kind.ts';

/** Requests of each person at once, and how often: bounded, and below what a limit of requests would refuse. */
const AT_ONCE = 6;
const ROUNDS = 6;

type RolesCell = TenantCell & { beside: readonly string[] };

async function ownFieldsAlone(world: World, cell: RolesCell): Promise<Problem[]> {
  const { operation, tenant, actor, beside } = cell;
  const { path, resource = '' } = world.operation(operation);
  const binding = await world.bind(path, tenant, world.steward(tenant));
  const hides = world.policy.resources[resource]?.hidden ?? {};
  const hiddenFrom = (name: string): string[] => hides[world.rolesOf(name) ?? ''] ?? [];
  const everybody = [actor, ...beside];
  // Whoever still had to sign in would come too late.
  await Promise.all(everybody.map((name) => world.clientOf(name)));
  const known = new Set<string>();
  const problems: Problem[] = [];
  const ask = async (name: string): Promise<void> => {
    const { answer, request } = await world.call(operation, name, binding, tenant);
    if (answer.status !== 200) throw new Blocked(`${name} was answered ${answer.status} by ${operation}`);
    const shown = new Set(fieldsIn(answer.json));
    const excess = hiddenFrom(name).filter((field) => shown.has(field));
    if (excess.length > 0)
      problems.push({
        actor: name,
        request,
        expected: `no ${hiddenFrom(name).join(', ')} for ${name}, also when people of other roles ask at the same time`,
        seen: `the fields ${excess.join(', ')}`,
      });
    if (excess.length === 0) for (const field of shown) known.add(field);
  };
  for (let round = 0; round < ROUNDS && problems.length === 0; round += 1)
    await Promise.all(everybody.flatMap((name) => Array.from({ length: AT_ONCE }, () => ask(name))));
  const unseen = hiddenFrom(actor).filter((field) => !known.has(field));
  if (problems.length === 0 && unseen.length > 0)
    throw new Blocked(`nobody gets ${unseen.join(', ')} either: hiding it proves nothing`);
  return problems.slice(0, 1);
}

export const loadRoles: Kind<RolesCell> = {
  plan: (policy) => {
    const [tenant] = Object.keys(policy.tenants);
    if (tenant === undefined) return [];
    return guarded(policy)
      .filter(([, operation]) => isRead(operation) && operation.scope === 'tenant')
      .flatMap(([name, operation]) => {
        const hides = Object.keys((operation.resource && policy.resources[operation.resource]?.hidden) || {});
        const people = firstOfEachRole(
          matrixIdentities(policy).filter(
            (identity) => identity.tenant === tenant && operation.roles.includes(identity.role),
          ),
        );
        const actor = people.find(({ role }) => hides.includes(role));
        const beside = people.filter((each) => each !== actor).map((each) => each.name);
        const cells: Draft<RolesCell>[] =
          actor && beside.length > 0
            ? [
                {
                  id: `access/load/${name}`,
                  title: `${actor.name} sees only its fields in ${name} when people of every role ask at once`,
                  operation: name,
                  actor: actor.name,
                  tenant,
                  beside,
                },
              ]
            : [];
        return group<RolesCell>(
          {
            title: `${name} shows each role only its fields when all ask at once`,
            gate: 'access',
            rule: 'excess-fields',
            feature: operation.resource ?? name,
            lane: ALONE_LANE,
          },
          cells,
        );
      });
  },
  judge: ownFieldsAlone,
};
