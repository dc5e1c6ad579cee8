/** A client names another tenant beside its token, and gets nothing by it. */
import { ownHeadersOf } from '../checks/own-headers.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Sides, reachedOf } from '../oracle/override.ts';
import { group, identitiesOf, orderedPairs } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import type { Call } from '../probe/client.ts';
import { type Override, overridesOf } from '../probe/overrides.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, isRead, operationsOf } from './kind.ts';
import { togetherThenSingly } from './together.ts';

async function answered(world: World, name: string, actor: string, tenant: string): Promise<Call> {
  const binding = await world.bind(world.operation(name).path, tenant, actor);
  const call = await world.control(name, actor, binding, tenant);
  if (call.answer.status < 200 || call.answer.status >= 300)
    throw new Blocked(
      `${actor} was answered ${call.answer.status} by ${name} at home: nothing could be told apart`,
    );
  return call;
}

function idsOf(world: World, cell: TenantCell): string[] {
  const { resource } = world.operation(cell.operation);
  const parameter = resource && world.policy.resources[resource]?.parameter;
  if (!resource || !parameter) return [];
  return (world.harvest.resources[resource]?.[cell.tenant] ?? [])
    .map(({ binding }) => binding[parameter] ?? '')
    .filter((id) => id.length >= 8);
}

/** Whoever names another tenant is refused or answered as ever; a tenant is told by the token alone. */
async function ignored(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = world.policy.tenants[cell.tenant];
  const home = world.policy.identities[cell.actor]?.tenant;
  if (!tenant || !home) throw new Blocked(`${cell.actor} and ${cell.tenant} are not of two tenants`);
  const owner = world.steward(cell.tenant);
  const own = await answered(world, cell.operation, cell.actor, home);
  const victim = await answered(world, cell.operation, owner, cell.tenant);
  const byId = parametersOf(operation.path).length > 0;
  if (!byId && own.answer.text === victim.answer.text)
    throw new Blocked(`${home} and ${cell.tenant} are answered the same: a change of tenant would not show`);
  const sides: Sides = {
    own: own.answer,
    victim: victim.answer,
    values: [...world.victimValues(cell.tenant), ...idsOf(world, cell)],
  };
  const client = await world.clientOf(cell.actor);
  const attempt = async ({ means, shape }: Override): Promise<{ call: Call; problems: Problem[] }> => {
    const call = await client.send(operation.method, shape);
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    if (call.answer.status >= 500) return { call, problems: errorProblems(call, world.policy.errors) };
    // An id of another tenant is refused without the name, so any success is the doing of the name.
    const success = byId && call.answer.status < 300 ? `status ${call.answer.status}` : undefined;
    const seen = reachedOf(call.answer, sides, call.sent) ?? success;
    if (seen === undefined) return { call, problems: [] };
    return {
      call,
      problems: [{ request: call.request, expected: `nothing of ${cell.tenant} for ${means}`, seen }],
    };
  };

  const binding = await world.bind(operation.path, cell.tenant, owner);
  const shape = world.shape(operation, binding, cell.tenant);
  // An id of another tenant is refused as it is; a list of the own one is not.
  const nameless = byId ? (await client.send(operation.method, shape)).answer : own.answer;
  const problems: Problem[] = [];
  for (const together of overridesOf(shape, tenant, await ownHeadersOf(world, shape.path)))
    problems.push(...(await togetherThenSingly(together, nameless, attempt)));
  return problems;
}

/** Where a tenant is determined is one place for most operations, so each tenant tries one other. */
export const override: Kind<TenantCell> = {
  plan: (policy) => {
    const tenants = Object.keys(policy.tenants);
    const neighbours = orderedPairs(policy).filter(
      ([stranger, victim]) => victim === tenants[(tenants.indexOf(stranger) + 1) % tenants.length],
    );
    return operationsOf(policy, (operation) => {
      const ofPlatform = operation.resource && policy.resources[operation.resource]?.owner === 'platform';
      return isRead(operation) && operation.scope === 'tenant' && !ofPlatform;
    }).flatMap(([name, operation]) =>
      group<TenantCell>(
        {
          title: `No client chooses its tenant in ${name}`,
          gate: 'isolation',
          rule: 'tenant-override',
          feature: operation.resource ?? name,
        },
        neighbours.flatMap(([stranger, victim]) =>
          identitiesOf(policy, stranger, operation.roles)
            .slice(0, 1)
            .map(({ name: actor }) => ({
              id: `isolation/override/${name}/${actor}/${victim}`,
              title: `${actor} gets nothing of ${victim} from ${name} by naming it`,
              operation: name,
              actor,
              tenant: victim,
            })),
        ),
      ),
    );
  },
  judge: ignored,
};
