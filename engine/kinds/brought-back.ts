/**
 * What was removed and is kept is brought back after its place was taken by another one of the same name: refused or done,
 * and never an error that nobody expected.
 */
import { randomBytes } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Draft, lanes, matrixIdentities } from '../plan/cells.ts';
import { addressedBy, isNamedByRun, madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

/** `made` is what makes a row, `by` are the operations that put it where it can be brought back from. */
type BroughtBackCell = TenantCell & { made: string; by: readonly string[] };

function cellsAt(policy: Policy, [name, { path, roles }]: Named): Draft<BroughtBackCell>[] {
  const [, { make, remove } = { make: [], remove: [] as string[] }] = addressedBy(policy, path) ?? [];
  const [made, ...by] = make;
  const isNamed = isNamedByRun(policy.operations[made ?? '']);
  const actor = matrixIdentities(policy).find(({ role, tenant }) => tenant && roles.includes(role));
  if (made === undefined || by.length === 0 || !isNamed || remove.includes(name) || !actor?.tenant) return [];
  return [
    {
      id: `disclosure/brought-back/${name}`,
      title: `${name} of ${actor.tenant} is answered plainly when there is another one of the same name by now`,
      operation: name,
      actor: actor.name,
      tenant: actor.tenant,
      made,
      by,
    },
  ];
}

async function answeredPlainly(world: World, cell: BroughtBackCell): Promise<Problem[]> {
  const { actor, tenant, made, by } = cell;
  const { workshop } = world;
  const resource = madeBy(world.policy, made) ?? '';
  const unique = `${world.mark}${randomBytes(4).toString('hex')}`;
  const client = await world.clientOf(actor);
  const make = (): Promise<Call> => {
    const operation = world.operation(made);
    return client.send(operation.method, world.shape(operation, {}, tenant, { unique }));
  };
  const first = await workshop.keep(resource, tenant, actor, await make());
  const [id] = Object.values(first);
  for (const name of by) {
    const call = await world.call(name, actor, workshop.bound(name, id), tenant);
    if (!succeeded(call)) throw new Blocked(`${actor} was answered ${call.answer.status} by ${name}`);
  }
  const successor = await make();
  // Where a name stays taken for as long as it can come back, nothing is to be seen.
  const second = succeeded(successor) && (await workshop.keep(resource, tenant, actor, successor));
  try {
    const call = await world.call(cell.operation, actor, workshop.bound(cell.operation, id), tenant);
    return succeeded(call) ? [] : errorProblems(call, world.policy.errors);
  } finally {
    for (const binding of second ? [first, second] : [first])
      await workshop.discard({ resource, identity: actor, tenant, binding });
  }
}

export const broughtBack: Kind<BroughtBackCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ writes, method }) => writes && method !== 'DELETE').flatMap((named) =>
      lanes<BroughtBackCell>(
        {
          title: `${named[0]} is answered plainly when its place is taken`,
          gate: 'disclosure',
          rule: 'server-error',
          also: ['error-contract', 'error-disclosure'],
          feature: named[1].resource ?? named[0],
        },
        cellsAt(policy, named),
      ),
    ),
  judge: answeredPlainly,
};
