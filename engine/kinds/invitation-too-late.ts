/**
 * An invitation that still stands leads nowhere once its person was disabled, with the token from before, nor once its tenant
 * was closed. The person is enabled and the tenant opened again, and then the invitation does what it is for.
 */
import type { Policy } from '../../policy/types.ts';
import { closingOf, whileClosed } from '../checks/closing.ts';
import { ManagedPerson } from '../checks/managed-person.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { ALONE_LANE, type Group, group } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { Invitation, outsider, staysOut } from './invitation.ts';
import type { Kind, TenantCell } from './kind.ts';

type LateCell = TenantCell & { kind: 'disabled' | 'closed' };

const patience = (world: World): Promise<void> =>
  new Promise((resume) => setTimeout(resume, world.policy.session.accessAfterChangeSeconds * 1000));

/** Some sessions do not come back. */
async function backIn(world: World, actor: string): Promise<void> {
  if (!succeeded(await world.whoIs(actor))) world.lend(actor, await world.signInAgain(actor));
}

/** Does something while the person is disabled at home, and signs it in again where that ended its session. */
async function whileDisabled(world: World, invited: string, action: () => Promise<void>): Promise<void> {
  const person = await ManagedPerson.of(world, world.policy.identities[invited]?.tenant);
  if (!succeeded(await world.whoIs(invited)))
    throw new Blocked(`${invited} is not let in before it is disabled: a refusal would prove nothing`);
  await person.disable();
  try {
    await action();
  } finally {
    await person.enable();
  }
  await backIn(world, invited);
}

async function whileTenantClosed(world: World, tenant: string, action: () => Promise<void>): Promise<void> {
  const closing = closingOf(world.policy);
  if (!closing) throw new Blocked(`nobody closes ${tenant}`);
  await world.clientOf(closing.platform);
  await whileClosed(world, closing, action);
  await backIn(world, world.steward(tenant));
}

/** @throws Blocked unless the invitation that was refused is accepted by now: it could have been refused for anything */
async function joinsNow(world: World, invitation: Invitation, invited: string, token: string): Promise<void> {
  const call = await invitation.accept(await world.clientOf(invited), token);
  const isMember = (await invitation.member(invited)) !== undefined;
  const left = await invitation.end(invited);
  if (!succeeded(call) || !isMember || left.length > 0)
    throw new Blocked(
      `${invited} was answered ${call.answer.status} once all was as before: that it was refused proves nothing`,
    );
}

async function leadsNowhere(world: World, { kind, tenant, actor: invited }: LateCell): Promise<Problem[]> {
  const invitation = new Invitation(world, tenant);
  if ((await invitation.end(invited)).length > 0)
    throw new Blocked(`${invited} is still a member of ${tenant} from an earlier run`);
  try {
    const token = await invitation.make(invited);
    if (!(await invitation.stands())) throw new Blocked('the invitation is not listed while it is good');
    const client = await world.clientOf(invited);
    const late = await whatComesOf(world, kind, { tenant, invited }, () => invitation.accept(client, token));
    const problems = [
      ...deniedProblems(late, world.policy.errors, world.victimValues(tenant)),
      ...(await staysOut(invitation, invited, late)),
    ];
    // An application may take back what was given out to such a person, or for such a tenant.
    if (problems.length === 0 && (await invitation.stands()))
      await joinsNow(world, invitation, invited, token);
    return problems;
  } finally {
    await invitation.revoke();
  }
}

/** The answer to what is sent while the person is disabled, or the tenant closed. */
async function whatComesOf(
  world: World,
  kind: LateCell['kind'],
  { tenant, invited }: { tenant: string; invited: string },
  send: () => Promise<Call>,
): Promise<Call> {
  const calls: Call[] = [];
  const action = async (): Promise<void> => {
    await patience(world);
    calls.push(await send());
  };
  await (kind === 'disabled'
    ? whileDisabled(world, invited, action)
    : whileTenantClosed(world, tenant, action));
  const [call] = calls;
  if (!call) throw new Blocked('nothing was sent');
  return call;
}

const GROUPS = {
  disabled: ['access', 'disabled-user-served', 'Nobody joins by an invitation once it is disabled'],
  closed: ['isolation', 'invitation-misused', 'Nobody joins a tenant by an invitation while it is closed'],
} as const;

/** At one tenant each: the first, and the one that is closed. */
function groupOf(policy: Policy, kind: LateCell['kind'], tenant: string | undefined): Group<LateCell>[] {
  const actor = tenant === undefined ? undefined : outsider(policy, tenant);
  const [gate, rule, title] = GROUPS[kind];
  return group<LateCell>(
    { title, gate, rule, feature: 'invitations', lane: ALONE_LANE },
    tenant === undefined || actor === undefined
      ? []
      : [
          {
            id: `${gate}/invitation/${kind}/${tenant}`,
            title:
              kind === 'disabled'
                ? `${actor}, who was invited to ${tenant}, does not join with a token from before it was disabled`
                : `${actor}, who was invited to ${tenant}, does not join it while it is closed`,
            operation: policy.people?.invite?.accept ?? '',
            actor,
            tenant,
            kind,
          },
        ],
  );
}

export const invitationTooLate: Kind<LateCell> = {
  plan: (policy) =>
    policy.people?.invite
      ? [
          // Where a tenant ends no more than a membership of its own, the person may join others.
          ...(policy.people.disables === 'account'
            ? groupOf(policy, 'disabled', Object.keys(policy.tenants)[0])
            : []),
          ...groupOf(policy, 'closed', closingOf(policy)?.tenant),
        ]
      : [],
  judge: leadsNowhere,
  // Whoever was invited may be shown the tenant.
  expects: ({ cells }) =>
    cells.map(({ operation }) => ({
      sensor: 'canary',
      channel: 'response',
      subject: operation,
      optional: true,
    })),
};
