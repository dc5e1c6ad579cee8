/**
 * A client names another tenant beside its token while it changes something. Whether that is refused or ignored, nothing
 * of the other tenant changes, and nothing is made there.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { INVALID } from '../oracle/override.ts';
import { ALONE_LANE, type Group, group, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy, madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { type Override, everywhereOf } from '../probe/overrides.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { holding, wordOf } from './effect.ts';
import { type Kind, type Named, type TenantCell, namesTenantRow, operationsOf } from './kind.ts';

/** What an operation changes decides who must be left in peace while it is tried. */
type WriteCell = TenantCell & { changes: 'a row' | 'a list' | 'the tenant' };

function changesOf(policy: Policy, [name, operation]: Named): WriteCell['changes'] | undefined {
  if (namesTenantRow(policy, operation)) return 'a row';
  if (addressedBy(policy, operation.path)) return undefined;
  const made = madeBy(policy, name);
  if (made) return policy.resources[made]?.parent === undefined ? 'a list' : undefined;
  return operation.method === 'PUT' || operation.method === 'PATCH' ? 'the tenant' : undefined;
}

/** Each tenant tries the next one; where a tenant is determined is one place for most operations. */
function cellsAt(
  policy: Policy,
  [name, operation]: Named,
  changes: WriteCell['changes'],
): Group<WriteCell>[] {
  const tenants = Object.keys(policy.tenants);
  const cells = tenants.flatMap((stranger, index) => {
    const victim = tenants[(index + 1) % tenants.length] ?? stranger;
    if (victim === stranger) return [];
    return identitiesOf(policy, stranger, operation.roles)
      .slice(0, 1)
      .map(({ name: actor }) => ({
        id: `isolation/override-write/${name}/${actor}/${victim}`,
        title: `${actor} changes nothing of ${victim} with ${name} by naming it`,
        operation: name,
        actor,
        tenant: victim,
        changes,
      }));
  });
  const head = {
    title: `No client chooses its tenant when it changes something with ${name}`,
    gate: 'isolation',
    rule: 'tenant-override',
    feature: operation.resource ?? name,
  } as const;
  if (changes === 'the tenant') return group<WriteCell>({ ...head, lane: ALONE_LANE }, cells);
  return lanes<WriteCell>(head, cells, ({ actor, tenant }) =>
    changes === 'a row' ? tenant : policy.identities[actor]?.tenant,
  );
}

const isWrite = ({ writes, scope, stream }: OperationPolicy): boolean =>
  writes && scope === 'tenant' && !stream;

/** One attempt: what it was answered, and what is wrong. */
type Attempt = (override: Override) => Promise<{ call: Call; problems: Problem[] }>;

/** Changes a row of the victim, or what the victim has one of; its owner reads it before and after. */
function leavesUnchanged(world: World, cell: WriteCell): Attempt {
  return async ({ means, shape: { path, headers } }) => {
    const operation = world.operation(cell.operation);
    const target = await expendable(world, cell.operation, cell.tenant);
    const home = world.policy.identities[cell.actor]?.tenant;
    const valid = world.shape(operation, target.binding, home);
    // The path as it is named, but for this row: a success may have used up the one before.
    const shape = {
      ...valid,
      headers,
      path: `${valid.path}${path.includes('?') ? `?${path.split('?')[1] ?? ''}` : ''}`,
    };
    const client = await world.clientOf(cell.actor);
    const { call, problems } = await changingNothing(world, cell.operation, target, () =>
      client.send(operation.method, shape),
    );
    const told = problems.map((problem) => ({ ...problem, expected: `${problem.expected}, for ${means}` }));
    const reached: Problem[] =
      cell.changes === 'a row' && told.length === 0 && succeeded(call)
        ? [
            {
              request: call.request,
              expected: `no success with a row of ${cell.tenant} for ${means}`,
              seen: `status ${call.answer.status}`,
            },
          ]
        : [];
    return { call, problems: [...told, ...reached] };
  };
}

/** Makes something while naming the victim; it must not be in the victim's list. */
function makesNothing(world: World, cell: WriteCell, made: string): Attempt {
  return async ({ means, shape: { path, headers } }) => {
    const operation = world.operation(cell.operation);
    const home = world.policy.identities[cell.actor]?.tenant;
    const client = await world.clientOf(cell.actor);
    // Each one makes a row of its own, so the body is a new one.
    const shape = { ...world.shape(operation, {}, home), path, headers };
    const call = await client.send(operation.method, shape);
    if (!succeeded(call)) return { call, problems: [] };
    const word = wordOf(world, call);
    if (word === undefined) throw new Blocked(`${cell.operation} has no {{unique}}: its row cannot be found`);
    const strayed = await holding(world, made, cell.tenant, word);
    if (strayed === 0) {
      await world.workshop.keep(made, home, world.workshop.ownerOf(made, home), call);
      return { call, problems: [] };
    }
    const problem = {
      request: call.request,
      expected: `nothing made at ${cell.tenant} for ${means}`,
      seen: `status ${call.answer.status}, and a new row in ${made} of ${cell.tenant}`,
    };
    return { call, problems: [problem] };
  };
}

async function ignored(world: World, cell: WriteCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = world.policy.tenants[cell.tenant];
  const home = world.policy.identities[cell.actor]?.tenant;
  if (!tenant || !home) throw new Blocked(`${cell.actor} and ${cell.tenant} are not of two tenants`);
  const made = cell.changes === 'a list' ? madeBy(world.policy, cell.operation) : undefined;
  const attempt = made ? makesNothing(world, cell, made) : leavesUnchanged(world, cell);
  const { binding } = await expendable(world, cell.operation, cell.tenant);
  const problems: Problem[] = [];
  for (const together of everywhereOf(world.shape(operation, binding, home), tenant)) {
    const { call, problems: found } = await attempt(together);
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    if (call.answer.status >= 500) problems.push(...errorProblems(call, world.policy.errors));
    // A foreign row is refused in any case; what is refused as not valid may hide a name that is not.
    const hides = cell.changes === 'a row' ? INVALID.includes(call.answer.status) : !succeeded(call);
    if (found.length === 0 && !hides) continue;
    const single: Problem[] = [];
    for (const override of together.singly) {
      single.push(...(await attempt(override)).problems);
      if (single.length > 0) break;
    }
    problems.push(...(single.length > 0 ? single : found));
  }
  return problems;
}

export const overrideWrite: Kind<WriteCell> = {
  plan: (policy) =>
    operationsOf(policy, isWrite).flatMap((named) => {
      const changes = changesOf(policy, named);
      return changes ? cellsAt(policy, named, changes) : [];
    }),
  judge: ignored,
};
