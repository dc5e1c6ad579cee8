/**
 * A client names another tenant beside its token while it changes something. Whether that is refused or ignored, nothing
 * of the other tenant changes, and nothing is made there.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { type Target, changingNothing } from '../checks/unchanged.ts';
import { ownHeadersOf } from '../checks/own-headers.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { hidesOthers } from '../oracle/override.ts';
import { ALONE_LANE, type Group, group, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy, madeBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { type Override, type Overrides, overridesOf } from '../probe/overrides.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { holding, wordsOf } from './effect.ts';
import { type Kind, type Named, type TenantCell, namesTenantRow, operationsOf } from './kind.ts';
import { changesStanding, contraryTo, putBack, sharedBinding, standingRow } from './standing.ts';

/** What an operation changes decides who must be left in peace while it is tried. */
type WriteCell = TenantCell & { changes: 'a row' | 'a list' | 'the tenant' };

function changesOf(policy: Policy, [name, operation]: Named): WriteCell['changes'] | undefined {
  if (namesTenantRow(policy, operation)) return 'a row';
  if (changesStanding(policy, name)) return 'the tenant';
  if (addressedBy(policy, operation.path)) return undefined;
  const made = madeBy(policy, name);
  return made && policy.resources[made]?.parent === undefined ? 'a list' : undefined;
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

/** Sends each of some requests; names what of the victim they changed or reached. */
type Attempt = (overrides: readonly Override[]) => Promise<{ calls: Call[]; problems: Problem[] }>;

const meansOf = (overrides: readonly Override[]): string =>
  overrides.length === 1 ? (overrides[0]?.means ?? '') : 'a name beside the token';

/** What of the victim is at stake: a row that was made for this, or what it has under the same id as whoever asks. */
async function targetOf(
  world: World,
  { operation: name, actor, tenant, changes }: WriteCell,
): Promise<Target> {
  if (changes !== 'the tenant') return expendable(world, name, tenant);
  const home = world.policy.identities[actor]?.tenant ?? '';
  const binding = await sharedBinding(world, world.operation(name), [home, tenant]);
  return { tenant, owner: world.steward(tenant), binding };
}

/** Changes a row of the victim, or what the victim has one of; its owner reads it before the first and after the last. */
function leavesUnchanged(world: World, cell: WriteCell): Attempt {
  return async (overrides) => {
    const operation = world.operation(cell.operation);
    const home = world.policy.identities[cell.actor]?.tenant;
    const target = await targetOf(world, cell);
    const shape = world.shape(operation, target.binding, home);
    const held = cell.changes === 'the tenant' && (await standingRow(world, cell.operation, target));
    const valid = held ? contraryTo(held, shape) : shape;
    const client = await world.clientOf(cell.actor);
    const calls: Call[] = [];
    const send = async (): Promise<Call> => {
      for (const { shape } of overrides) {
        // As it is named, but for this row: a success may have used up the one before.
        const query = shape.path.split('?')[1];
        const path = query ? `${valid.path.split('?')[0] ?? ''}?${query}` : valid.path;
        calls.push(await client.send(operation.method, { ...valid, headers: shape.headers, path }));
      }
      const last = calls.at(-1);
      if (!last) throw new Blocked('no name of a tenant was tried');
      return last;
    };
    const { problems } = await changingNothing(world, cell.operation, target, send);
    if (held && problems.length > 0) await putBack(world, cell.operation, target, held);
    const means = meansOf(overrides);
    const told = problems.map((problem) => ({ ...problem, expected: `${problem.expected}, for ${means}` }));
    const good = cell.changes === 'a row' && told.length === 0 ? calls.find(succeeded) : undefined;
    if (good)
      told.push({
        request: good.request,
        expected: `no success with a row of ${cell.tenant} for ${means}`,
        seen: `status ${good.answer.status}`,
      });
    return { calls, problems: told };
  };
}

/** Makes something while naming the victim; it must not be in the victim's list. */
function makesNothing(world: World, cell: WriteCell, made: string): Attempt {
  return async (overrides) => {
    const operation = world.operation(cell.operation);
    const home = world.policy.identities[cell.actor]?.tenant;
    const client = await world.clientOf(cell.actor);
    const calls: Call[] = [];
    const problems: Problem[] = [];
    for (const { means, shape } of overrides) {
      // Each one makes a row of its own, so the body is a new one.
      const { path, headers } = shape;
      const call = await client.send(operation.method, {
        ...world.shape(operation, {}, home),
        path,
        headers,
      });
      calls.push(call);
      if (!succeeded(call)) continue;
      const [word] = wordsOf(world, call);
      if (word === undefined)
        throw new Blocked(`${cell.operation} has no {{unique}}: its row cannot be found`);
      if ((await holding(world, made, cell.tenant, word)) === 0)
        await world.workshop.keep(made, home, world.workshop.ownerOf(made, home), call);
      else
        problems.push({
          request: call.request,
          expected: `nothing made at ${cell.tenant} for ${means}`,
          seen: `status ${call.answer.status}, and a new row in ${made} of ${cell.tenant}`,
        });
    }
    return { calls, problems };
  };
}

async function ignored(world: World, cell: WriteCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = world.policy.tenants[cell.tenant];
  const home = world.policy.identities[cell.actor]?.tenant;
  if (!tenant || !home) throw new Blocked(`${cell.actor} and ${cell.tenant} are not of two tenants`);
  const made = cell.changes === 'a list' ? madeBy(world.policy, cell.operation) : undefined;
  const attempt = made ? makesNothing(world, cell, made) : leavesUnchanged(world, cell);
  const { binding } = await targetOf(world, cell);
  const nameless: Override = { means: 'no name', shape: world.shape(operation, binding, home) };
  const together = overridesOf(nameless.shape, tenant, await ownHeadersOf(world, nameless.shape.path));
  if (cell.changes !== 'the tenant') return triedWith(world, cell, attempt, nameless, together);
  const own = { tenant: home, owner: cell.actor, binding };
  const before = await standingRow(world, cell.operation, own);
  const problems = await triedWith(world, cell, attempt, nameless, together);
  await putBack(world, cell.operation, own, before);
  return problems;
}

/** Tries all the names at once, then by themselves those that others may have hidden. */
async function triedWith(
  world: World,
  cell: WriteCell,
  attempt: Attempt,
  nameless: Override,
  together: readonly Overrides[],
): Promise<Problem[]> {
  // A row of another tenant is refused as it is; what is the asker's own is not.
  const before = cell.changes === 'a row' ? [nameless] : [];
  const first = await attempt([...before, ...together]);
  const like = before.length > 0 ? first.calls[0]?.answer : undefined;
  const refused = together.filter((_, index) => {
    const answer = first.calls[index + before.length]?.answer;
    return answer && hidesOthers(answer, like ?? { status: 200 });
  });
  const hidden = refused.flatMap(({ singly }) => singly);
  const second = hidden.length > 0 ? await attempt(hidden) : { calls: [], problems: [] };
  const calls = [...first.calls, ...second.calls];
  if (calls.some(({ answer }) => answer.status === 401)) await world.assertAlive(cell.actor);
  const failed = calls.find(({ answer }) => answer.status >= 500);
  const errors = failed ? errorProblems(failed, world.policy.errors) : [];
  const found = [...first.problems, ...second.problems];
  if (found.length === 0) return errors;
  // One by one, to name the one that worked.
  for (const override of together.flatMap(({ singly }) => singly)) {
    const { problems } = await attempt([override]);
    if (problems.length > 0) return [...problems, ...errors];
  }
  return [...found, ...errors];
}

export const overrideWrite: Kind<WriteCell> = {
  plan: (policy) =>
    operationsOf(policy, isWrite).flatMap((named) => {
      const changes = changesOf(policy, named);
      return changes ? cellsAt(policy, named, changes) : [];
    }),
  judge: ignored,
};
