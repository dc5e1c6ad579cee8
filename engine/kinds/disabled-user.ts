/** Somebody who is disabled while signed in is refused everywhere, with the token from before. */
import type { Policy } from '../../policy/types.ts';
import { ManagedPerson } from '../checks/managed-person.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { type Group, type OperationCell, ALONE_LANE, group } from '../plan/cells.ts';
import { Blocked } from '../record/problem.ts';
import { refused } from './denied.ts';
import { type Kind, guarded } from './kind.ts';

function groupOf(policy: Policy, actor: string, tenant: string): Group<OperationCell>[] {
  return group<OperationCell>(
    {
      title: `${actor} calls nothing once it is disabled`,
      gate: 'access',
      rule: 'disabled-user-served',
      feature: 'disabled people',
      lane: ALONE_LANE,
    },
    guarded(policy)
      .filter(([, { noTenant, stream }]) => !noTenant && !stream)
      .map(([operation]) => ({
        id: `access/disabled-user/${operation}/${actor}`,
        title: `${actor} cannot call ${operation} once it is disabled`,
        operation,
        actor,
        tenant,
      })),
  );
}

/** Has the person disabled for as long as the cells are judged, and enabled again. */
async function whileDisabled(
  world: World,
  { cells }: Group<OperationCell>,
  run: () => Promise<void>,
): Promise<void> {
  const [{ actor = '', tenant } = {}] = cells;
  const person = await ManagedPerson.of(world, tenant);
  world.lend(actor, await world.clientOf(actor));
  try {
    const before = await world.whoIs(actor);
    if (!succeeded(before))
      throw new Blocked(
        `${actor} was answered ${before.answer.status} before it was disabled: a refusal would prove nothing`,
      );
    await person.disable();
    try {
      await new Promise((resume) => setTimeout(resume, world.policy.session.accessAfterChangeSeconds * 1000));
      await run();
    } finally {
      await person.enable();
    }
  } finally {
    world.lend(actor, undefined);
  }
}

export const disabledUser: Kind = {
  plan: (policy) =>
    policy.people
      ? Object.entries(policy.identities).flatMap(([actor, { purpose, tenant }]) =>
          purpose === 'managed' && tenant ? groupOf(policy, actor, tenant) : [],
        )
      : [],
  judge: refused,
  around: whileDisabled,
};
