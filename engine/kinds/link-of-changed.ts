/**
 * A link that stands in for a session ends when whoever got it is disabled, or loses the role that got it. Everything is put
 * back.
 */
import type { Policy } from '../../policy/types.ts';
import { type Link, follow, followGood, giving, isOver, linkProblems, linkTo } from '../checks/links.ts';
import { ManagedPerson } from '../checks/managed-person.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, type Draft, group, managedOf } from '../plan/cells.ts';
import { reachOf } from '../policy/reach.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';

interface ChangedCell extends TenantCell {
  change: 'disabled' | 'lowered';
  /** The role of the person, and the least that it is given for a while where its own gets no link. */
  role: string;
  raised?: string;
  /** A role that gets no link: its own, or the highest of those. */
  lowered?: string;
}

function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<ChangedCell>[] {
  const { name: actor, tenant, role } = managedOf(policy) ?? {};
  const ofTenants = Object.keys(policy.roles)
    .filter((other) => policy.roles[other]?.scope === 'tenant')
    .sort((a, b) => reachOf(policy, a) - reachOf(policy, b));
  const raised = ofTenants.find((other) => roles.includes(other));
  if (!policy.people || !actor || tenant === undefined || role === undefined || raised === undefined)
    return [];
  const gets = roles.includes(role);
  const lowered = gets ? ofTenants.findLast((other) => !roles.includes(other)) : role;
  const cell = { operation: name, actor, tenant, role, ...(gets ? {} : { raised }) };
  return [
    {
      ...cell,
      id: `isolation/signed-link/disabled/${name}/${actor}`,
      title: `a link that ${actor} got from ${name} ends when ${actor} is disabled`,
      change: 'disabled',
    },
    ...(lowered === undefined
      ? []
      : [
          {
            ...cell,
            id: `isolation/signed-link/lowered/${name}/${actor}`,
            title: `a link that ${actor} got from ${name} ends when ${actor} is no more than ${lowered}`,
            change: 'lowered',
            lowered,
          } as const,
        ]),
  ];
}

async function endsWithTheChange(world: World, cell: ChangedCell): Promise<Problem[]> {
  const person = await ManagedPerson.of(world, cell.tenant);
  if (cell.raised === undefined) return ofWhoGetsOne(world, cell, person);
  try {
    await person.assign(cell.raised);
    return await ofWhoGetsOne(world, cell, person);
  } finally {
    await person.assign(cell.role);
  }
}

async function ofWhoGetsOne(world: World, cell: ChangedCell, person: ManagedPerson): Promise<Problem[]> {
  const { actor, tenant } = cell;
  const { resource = '' } = world.operation(cell.operation);
  // Of the role of now; within the session that the person has, which costs no login.
  const { accessToken } = await world.tokensOf(actor, tenant);
  world.lend(actor, world.clientWith(accessToken));
  try {
    const binding = await world.workshop.fresh(resource, tenant, actor);
    try {
      const link = await linkTo(world, cell, binding);
      await followGood(world, actor, link.path);
      return await whileChanged(world, cell, link, person);
    } finally {
      // While it may: nobody else removes what is a person's own. Some sessions do not come back.
      if (!succeeded(await world.whoIs(actor))) world.lend(actor, await world.signInAgain(actor));
      await world.workshop.discard({ resource, identity: actor, tenant, binding });
    }
  } finally {
    world.lend(actor, undefined);
  }
}

async function whileChanged(
  world: World,
  { actor, tenant, operation, change, role, raised = role, lowered = role }: ChangedCell,
  link: Link,
  person: ManagedPerson,
): Promise<Problem[]> {
  const seconds = world.policy.session.accessAfterChangeSeconds;
  try {
    await (change === 'disabled' ? person.disable() : person.assign(lowered));
    await new Promise((resume) => setTimeout(resume, seconds * 1000));
    const call = await follow(world, link.path);
    if (isOver(link) && !succeeded(call))
      throw new Blocked(`the link of ${operation} was over before it was seen to end with ${actor}`);
    return linkProblems(world, tenant, call, link.path).map((problem) => ({
      ...problem,
      expected: `${problem.expected}, ${seconds} s after ${actor} was ${change === 'disabled' ? 'disabled' : `made ${lowered}`}`,
    }));
  } finally {
    await (change === 'disabled' ? person.enable() : person.assign(raised));
  }
}

export const linkOfChanged: Kind<ChangedCell> = {
  plan: (policy) =>
    giving(policy).flatMap((named) =>
      group<ChangedCell>(
        {
          title: `A link of ${named[0]} ends with whoever got it`,
          gate: 'isolation',
          rule: 'link-misused',
          feature: named[1].resource ?? named[0],
          lane: ALONE_LANE,
        },
        cellsAt(policy, named),
      ),
    ),
  judge: endsWithTheChange,
};
