/** What belongs to one person of a tenant is out of reach for the colleagues, and they cannot tell whether it exists. */
import type { Policy } from '../../policy/types.ts';
import { type ListPage, firstRows, listPage, walkedOf } from '../checks/list-page.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { isReadable } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { strangeIn } from '../oracle/listing.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy, listedBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { readPages } from '../probe/lists.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';

type OtherUserCell = TenantCell & { owner: string };

/** Operations by which something of a person is asked for by its id, and those that list it. */
const byUser = (policy: Policy): Named[] =>
  Object.entries(policy.operations).filter(
    ([name, { path }]) => (addressedBy(policy, path) ?? listedBy(policy, name))?.[1].owner === 'user',
  );

/** Each identity asks for what belongs to the next one of its tenant. */
function cellsAt(policy: Policy, [name, operation]: Named): Draft<OtherUserCell>[] {
  return Object.keys(policy.tenants).flatMap((tenant) => {
    const people = identitiesOf(policy, tenant, operation.roles);
    return people.flatMap(({ name: actor }, index) => {
      const owner = people[(index + 1) % people.length]?.name;
      if (owner === undefined || owner === actor) return [];
      return [
        {
          id: `isolation/other-user/${name}/${actor}/${owner}`,
          title: listedBy(policy, name)
            ? `${actor} finds nothing of ${owner} in ${name}`
            : `${actor} cannot use ${name} on what belongs to ${owner}`,
          operation: name,
          actor,
          owner,
          tenant,
        },
      ];
    });
  });
}

/** A list that goes on after so many rows is not read to its end one by one. */
const ROWS_LIMIT = 300;

/**
 * What a list holds that is not one's own: as it comes when no page is asked for, and row by row, until a page is empty.
 *
 * @param most rows that the list could hold if everything were in it
 */
async function strangeByPage(
  world: World,
  { operation, actor, tenant }: OtherUserCell,
  id: string,
  own: readonly string[],
  most: number,
): Promise<Problem[]> {
  const asker = { operation, actor, tenant };
  const judged = (page: ListPage): Problem[] => {
    const seen = strangeIn(walkedOf([page], id), own);
    return seen === undefined
      ? []
      : [{ request: page.call.request, expected: `nothing but what belongs to ${actor}`, seen }];
  };
  const problems = judged(await firstRows(world, asker));
  for (let number = 1; problems.length === 0 && number <= Math.min(most + 1, ROWS_LIMIT); number += 1) {
    const page = await listPage(world, asker, number, { size: 1 });
    if (page.rows.length === 0) break;
    problems.push(...judged(page));
  }
  return problems;
}

/** Every page of a list, and nothing of the colleague on any. */
async function notListed(world: World, cell: OtherUserCell): Promise<Problem[]> {
  const [resource, described] = listedBy(world.policy, cell.operation) ?? [];
  if (!resource || !described) throw new Blocked(`${cell.operation} lists nothing`);
  const { id, parameter } = described;
  const { workshop } = world;
  const binding = await workshop.row(resource, cell.tenant, cell.owner);
  const listOf = async (actor: string): Promise<string[]> => {
    const { status, rows } = await readPages(world.policy, await world.clientOf(actor), described, {});
    if (status !== 200) throw new Blocked(`${actor} was answered ${status} by ${cell.operation}`);
    return rows.map((row) => String(row[id]));
  };
  const wanted = binding[parameter] ?? '';
  const theirs = await listOf(cell.owner);
  if (!theirs.includes(wanted))
    throw new Blocked(`${cell.owner} does not find it either: its absence would prove nothing`);
  // There is something on the first page, and something of the colleague that would come after it.
  await workshop.row(resource, cell.tenant, cell.actor);
  if (theirs.length < 2) await workshop.fresh(resource, cell.tenant, cell.owner);
  const own = await listOf(cell.actor);
  return own.includes(wanted)
    ? [
        {
          request: { method: 'GET', path: world.operation(cell.operation).path },
          expected: `nothing but what belongs to ${cell.actor}`,
          seen: `${wanted}, which belongs to ${cell.owner}`,
        },
      ]
    : strangeByPage(world, cell, id, own, own.length + theirs.length);
}

async function outOfReach(world: World, cell: OtherUserCell): Promise<Problem[]> {
  if (listedBy(world.policy, cell.operation)) return notListed(world, cell);
  const { path } = world.operation(cell.operation);
  const [resource] = addressedBy(world.policy, path) ?? [''];
  const binding = await world.workshop.row(resource, cell.tenant, cell.owner);
  const target = { tenant: cell.tenant, owner: cell.owner, binding };
  const ask = (at: Binding): Promise<Call> => world.call(cell.operation, cell.actor, at, cell.tenant);
  const { call, problems } =
    world.operation(cell.operation).writes && isReadable(world, cell.operation)
      ? await changingNothing(world, cell.operation, target, () => ask(binding))
      : { call: await ask(binding), problems: [] };
  if (call.answer.status === 401) await world.assertAlive(cell.actor);
  const absentBinding = world.allAbsent(path);
  const told = differences(
    call.answer,
    (await ask(absentBinding)).answer,
    Object.values(binding),
    Object.values(absentBinding),
  );
  return [
    ...deniedProblems(call, world.policy.errors, []),
    ...problems,
    ...told.slice(0, 1).map((seen) => ({
      rule: 'existence-oracle' as const,
      request: call.request,
      expected: 'the same answer as for an id that never existed',
      seen,
    })),
  ];
}

export const otherUser: Kind<OtherUserCell> = {
  plan: (policy) =>
    byUser(policy).flatMap((named) =>
      lanes<OtherUserCell>(
        {
          title: `No colleague reaches another's through ${named[0]}`,
          gate: 'isolation',
          rule: 'cross-user-access',
          also: ['existence-oracle'],
          feature: named[1].resource ?? named[0],
        },
        cellsAt(policy, named),
      ),
    ),
  judge: outOfReach,
};
