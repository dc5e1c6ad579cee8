/** A link that stands in for a session opens nothing while its tenant is closed, though it was made before, and is good. */
import type { Policy } from '../../policy/types.ts';
import { closingOf, whileClosed } from '../checks/closing.ts';
import { follow, followGood, giving, isOver, linkProblems, linkTo } from '../checks/links.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { ALONE_LANE, type Draft, group, identitiesOf } from '../plan/cells.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';

function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<TenantCell>[] {
  const { tenant } = closingOf(policy) ?? {};
  if (tenant === undefined) return [];
  return identitiesOf(policy, tenant, roles)
    .slice(0, 1)
    .map(({ name: actor }) => ({
      id: `isolation/signed-link/closed/${name}/${actor}`,
      title: `a link that ${actor} got from ${name} opens nothing while ${tenant} is closed`,
      operation: name,
      actor,
      tenant,
    }));
}

async function closedWithTheTenant(world: World, cell: TenantCell): Promise<Problem[]> {
  const { actor, tenant, operation } = cell;
  const { resource = '' } = world.operation(operation);
  const closing = closingOf(world.policy);
  if (!closing) throw new Blocked(`nobody closes ${tenant}`);
  const seconds = world.policy.session.accessAfterChangeSeconds;
  // A link may be good for seconds, and to sign in takes some.
  await world.clientOf(closing.platform);
  const binding = await world.workshop.fresh(resource, tenant, actor);
  const problems: Problem[] = [];
  try {
    const link = await linkTo(world, cell, binding);
    await followGood(world, actor, link.path);
    await whileClosed(world, closing, async () => {
      await new Promise((resume) => setTimeout(resume, seconds * 1000));
      const call = await follow(world, link.path);
      if (isOver(link) && !succeeded(call))
        throw new Blocked(`the link of ${operation} was over before it was seen to be closed with ${tenant}`);
      problems.push(...linkProblems(world, tenant, call, link.path));
    });
  } finally {
    // Some sessions do not come back; and nobody else removes what is a person's own.
    if (!succeeded(await world.whoIs(actor))) world.lend(actor, await world.signInAgain(actor));
    await world.workshop.discard({ resource, identity: actor, tenant, binding });
  }
  return problems.map((problem) => ({
    ...problem,
    expected: `${problem.expected}, ${seconds} s after ${tenant} was closed`,
  }));
}

export const linkOfClosed: Kind<TenantCell> = {
  plan: (policy) =>
    giving(policy).flatMap((named) =>
      group<TenantCell>(
        {
          title: `A link of ${named[0]} is closed with its tenant`,
          gate: 'isolation',
          rule: 'link-misused',
          feature: named[1].resource ?? named[0],
          lane: ALONE_LANE,
        },
        cellsAt(policy, named),
      ),
    ),
  judge: closedWithTheTenant,
};
