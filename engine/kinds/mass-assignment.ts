/**
 * A valid body with fields added that decide whose a row is or who somebody is. They may be refused or ignored; what
 * they would have done must not happen.
 */
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { injectedFields } from '../probe/injections.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Draft, lanes } from '../plan/cells.ts';
import { type PlanOptions, strangersAt } from '../plan/pairs.ts';
import { madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';
import { Blocked } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { holding, wordOf } from './effect.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

function cellsAt(policy: Policy, [name]: Named, options: PlanOptions): Draft<TenantCell>[] {
  return strangersAt(policy, name, 'ring', options).map(({ actor, tenant }) => ({
    id: `isolation/mass-assignment/${name}/${actor}/${tenant}`,
    title: `${actor} gains nothing at ${tenant} by fields added to ${name}`,
    operation: name,
    actor,
    tenant,
  }));
}

/** Who the identity is to the API, in its own words. */
async function self(world: World, actor: string): Promise<string> {
  const call = await world.whoIs(actor);
  return call.answer.text;
}

async function gainsNothing(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  const victim = world.policy.tenants[cell.tenant];
  if (!home || !victim) throw new Blocked(`${cell.actor} and ${cell.tenant} are not of two tenants`);
  const before = await self(world, cell.actor);
  const client = await world.clientOf(cell.actor);
  const { binding } = await expendable(world, cell.operation, home);
  const send = (fields: Record<string, unknown>): Promise<Call> => {
    const shape = world.shape(operation, binding, home);
    const body = { ...(JSON.parse(shape.body ?? '{}') as object), ...fields };
    return client.send(operation.method, { ...shape, body: JSON.stringify(body) });
  };
  const made = madeBy(world.policy, cell.operation);
  const listed = operation.resource;
  const problems: Problem[] = [];
  const judge = async (call: Call, means: string): Promise<void> => {
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    if (!succeeded(call)) {
      problems.push(...errorProblems(call, world.policy.errors));
      return;
    }
    if (made) await world.workshop.keep(made, home, world.workshop.ownerOf(made, home), call, binding);
    const tell = (seen: string): void => {
      problems.push({ request: call.request, expected: `no effect of ${means}`, seen });
    };
    // The tenant's name stands in the request, and an answer may echo what it was sent, but not take it for the owner.
    const owner = ownerIn(call.answer.json, victim.id);
    if (owner) tell(`the answer says ${owner}`);
    const word = wordOf(world, call);
    if (word && listed && world.policy.resources[listed]?.parent === undefined) {
      if ((await holding(world, listed, cell.tenant, word)) > 0) tell(`a row in ${listed} of ${cell.tenant}`);
    }
  };
  const fields = injectedFields(victim, world.policy.roles);
  const together = await send(fields);
  await judge(together, 'the fields added');
  if (!succeeded(together))
    // One by one: what is refused for one field may take another.
    for (const [name, value] of Object.entries(fields))
      await judge(await send({ [name]: value }), `the field ${name}`);
  const after = await self(world, cell.actor);
  if (after !== before)
    problems.push({
      expected: 'the same person as before',
      seen: `${before.slice(0, 120)} became ${after.slice(0, 120)}`,
    });
  return problems;
}

const OWNER_FIELD = /^(tenant|organi[sz]ation|org|account|company|workspace)_?(id)?$/i;

/** The field of an answer that names the other tenant as the owner. */
function ownerIn(json: unknown, tenantId: string): string | undefined {
  if (json === null || typeof json !== 'object') return undefined;
  const found = Object.entries(json).find(([name, value]) => OWNER_FIELD.test(name) && value === tenantId);
  return found && `${found[0]} ${tenantId}`;
}

export const massAssignment: Kind<TenantCell> = {
  plan: (policy, options) =>
    operationsOf(
      policy,
      ({ writes, body, scope, noTenant }) =>
        writes && body !== undefined && scope !== 'platform' && !noTenant,
    ).flatMap((named) =>
      lanes<TenantCell>(
        {
          title: `No field added to ${named[0]} decides whose it is or who somebody is`,
          gate: 'isolation',
          rule: 'mass-assignment',
          feature: named[1].resource ?? named[0],
        },
        cellsAt(policy, named, options),
        ({ actor }) => policy.identities[actor]?.tenant,
      ),
    ),
  judge: gainsNothing,
};
