/** A link that stands in for a session is known to whoever got it: no list and no log tells it to anybody else. */
import type { Policy } from '../../policy/types.ts';
import { followGood, giving, linkTo, secretsOf } from '../checks/links.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import {
  ALONE_LANE,
  type Draft,
  firstOfEachRole,
  group,
  identitiesOf,
  matrixIdentities,
} from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { readEnds } from '../probe/lists.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, guarded, isRead } from './kind.ts';

interface ToldCell extends TenantCell {
  /** Who reads, and what. */
  readers: { reader: string; reads: string[] }[];
}

/** Of a list the latest rows stand at one of its ends. */
const PAGES_OF_END = 1;

/** One person of every other role, of the tenant or of the platform, with all that is read without an id. */
function readersBeside(policy: Policy, tenant: string, role: string): ToldCell['readers'] {
  const reads = guarded(policy).filter(
    ([, operation]) => isRead(operation) && parametersOf(operation.path).length === 0,
  );
  const others = matrixIdentities(policy).filter(
    (person) => person.role !== role && (person.tenant ?? tenant) === tenant,
  );
  return firstOfEachRole(others)
    .map((person) => ({
      reader: person.name,
      reads: reads.flatMap(([name, { roles }]) => (roles.includes(person.role) ? [name] : [])),
    }))
    .filter((person) => person.reads.length > 0);
}

function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<ToldCell>[] {
  const [tenant = ''] = Object.keys(policy.tenants);
  return identitiesOf(policy, tenant, roles)
    .slice(-1)
    .flatMap(({ name: actor, role }) => {
      const readers = readersBeside(policy, tenant, role);
      return readers.length > 0
        ? [
            {
              id: `isolation/signed-link/told/${name}/${actor}`,
              title: `a link that ${actor} got from ${name} stands in nothing that others read`,
              operation: name,
              actor,
              tenant,
              readers,
            },
          ]
        : [];
    });
}

async function textOf(world: World, name: string, reader: string, tenant: string): Promise<string> {
  const listed = Object.values(world.policy.resources).find(({ list }) => list === name);
  if (listed) {
    const client = await world.clientOf(reader);
    const { status, rows } = await readEnds(world.policy, client, listed, PAGES_OF_END);
    if (status !== 200) throw new Blocked(`${reader} was answered ${status} by ${name}`);
    return JSON.stringify(rows);
  }
  const call = await world.call(name, reader, {}, tenant);
  if (!succeeded(call)) throw new Blocked(`${reader} was answered ${call.answer.status} by ${name}`);
  return call.answer.text;
}

async function toldToNobody(world: World, cell: ToldCell): Promise<Problem[]> {
  const { resource = '' } = world.operation(cell.operation);
  const binding = await world.workshop.fresh(resource, cell.tenant, cell.actor);
  const { path } = await linkTo(world, cell, binding);
  const secrets = secretsOf(path);
  if (secrets.length === 0) throw new Blocked(`the link of ${cell.operation} has no part to look for`);
  // What happens when it is followed may be written down as well.
  await followGood(world, cell.actor, path);
  const problems: Problem[] = [];
  for (const { reader, reads } of cell.readers)
    for (const name of reads) {
      const text = await textOf(world, name, reader, cell.tenant);
      if (!secrets.some((secret) => text.includes(secret))) continue;
      const { method, path: asked } = world.operation(name);
      problems.push({
        actor: reader,
        request: { method, path: asked },
        expected: `nothing that opens what ${cell.actor} got a link to`,
        seen: `the link itself, in the answer to ${reader}`,
      });
    }
  return problems;
}

export const linkTold: Kind<ToldCell> = {
  plan: (policy) =>
    giving(policy).flatMap((named) =>
      group<ToldCell>(
        {
          title: `A link of ${named[0]} is told to nobody else`,
          gate: 'isolation',
          rule: 'link-misused',
          feature: named[1].resource ?? named[0],
          lane: ALONE_LANE,
        },
        cellsAt(policy, named),
      ),
    ),
  judge: toldToNobody,
};
