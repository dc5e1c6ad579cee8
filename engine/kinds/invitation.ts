/**
 * An invitation is good for the one whose address it names, once, and as long as it stands. Its link is tried by somebody
 * else, by whoever has an address much like the one that it names, by the invited person, again, and after it was taken
 * back, also once the same address was invited anew; the membership is ended afterwards.
 */
import { randomBytes } from 'node:crypto';
import type { InvitePolicy, PeoplePolicy, Policy } from '../../policy/types.ts';
import { personIn } from '../checks/role-model.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems, errorProblems } from '../oracle/denied.ts';
import { differences } from '../oracle/same.ts';
import { type OperationCell, ALONE_LANE, group } from '../plan/cells.ts';
import type { ApiClient, Call } from '../probe/client.ts';
import { reachOf } from '../policy/reach.ts';
import { readerById } from '../policy/resources.ts';
import { readPages } from '../probe/lists.ts';
import { alikeTo } from '../probe/mail-addresses.ts';
import { injectedFields } from '../probe/injections.ts';
import { withMembers } from '../probe/malformations.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Made } from '../session/ledger.ts';
import type { Kind } from './kind.ts';

/** `accept` is the positive control of both the invitation and the end of a membership. */
type InvitationCell = OperationCell & { tenant: string; kind: keyof typeof KINDS };

const KINDS = {
  accept: ['access', 'operation-missing-for-role', 'the invited person joins, and can be taken out again'],
  'wrong-account': ['isolation', 'invitation-misused', 'nobody but the invited person joins'],
  'other-address': [
    'isolation',
    'invitation-misused',
    'nobody joins by an address that is much like the own',
  ],
  'added-fields': [
    'isolation',
    'mass-assignment',
    'whoever joins has the role of the invitation, there alone, whatever is added to its acceptance',
  ],
  again: ['isolation', 'invitation-misused', 'an invitation that was accepted is good for nothing'],
  'accepted-elsewhere': [
    'isolation',
    'foreign-rows-in-list',
    'an invitation that was accepted is shown to no other tenant',
  ],
  revoked: ['isolation', 'invitation-misused', 'an invitation that was taken back is good for nothing'],
} as const;

/** The kinds in which the invited person comes in. */
const JOINING: readonly string[] = ['accept', 'added-fields', 'again', 'accepted-elsewhere'];

/** The managed identity of the tenant after this one: somebody who does not belong here. */
export function outsider(policy: Policy, tenant: string): string | undefined {
  const tenants = Object.keys(policy.tenants);
  const other = tenants[(tenants.indexOf(tenant) + 1) % tenants.length];
  return other === tenant
    ? undefined
    : Object.entries(policy.identities).find(
        ([, identity]) => identity.purpose === 'managed' && identity.tenant === other,
      )?.[0];
}

/** Somebody who has nothing to do with the tenant: the steward of the one before it. */
function homeOf(policy: Policy, tenant: string): string | undefined {
  const tenants = Object.keys(policy.tenants);
  return tenants.at(tenants.indexOf(tenant) - 1);
}

export class Invitation {
  readonly #world: World;
  readonly #people: PeoplePolicy;
  readonly #invite: InvitePolicy;
  readonly tenant: string;
  #made: Made | undefined;
  /** Path and query of the link that was given last; it holds the token. */
  address: string | undefined;

  constructor(world: World, tenant: string) {
    const { people } = world.policy;
    if (!people?.invite) throw new Blocked('the policy does not say how people are invited');
    this.#world = world;
    this.#people = people;
    this.#invite = people.invite;
    this.tenant = tenant;
  }

  /** Invites somebody and gives the token of the link. */
  async make(invited: string): Promise<string> {
    const address = this.#world.emailOf(invited);
    if (!address) throw new Blocked(`there are no credentials for ${invited}`);
    return this.#tokenOf(await this.#send(address));
  }

  /** The same for an address that may be of nobody; undefined where it is none to the application. */
  async makeFor(address: string): Promise<string | undefined> {
    const call = await this.#send(address);
    const { status } = call.answer;
    return status === 400 || status === 422 ? undefined : this.#tokenOf(call);
  }

  async #send(address: string): Promise<Call> {
    const world = this.#world;
    const operation = world.operation(this.#invite.operation);
    const shape = world.shape(operation, {}, this.tenant);
    const client = await world.clientOf(world.steward(this.tenant));
    return client.send(operation.method, withMembers(shape, { [this.#invite.email]: address }));
  }

  async #tokenOf(call: Call): Promise<string> {
    const world = this.#world;
    const { operation: name, link, parameter } = this.#invite;
    const { resource = '' } = world.operation(name);
    const steward = world.steward(this.tenant);
    const binding = await world.workshop.keep(resource, this.tenant, steward, call);
    this.#made = { resource, tenant: this.tenant, identity: steward, binding };
    const [url] = valuesAt(call.answer.json, link);
    const given = typeof url === 'string' ? new URL(url) : undefined;
    const token = given?.searchParams.get(parameter);
    this.address = given && given.pathname + given.search;
    if (!token) throw new Blocked(`${name} gave no link with ${parameter} at ${link}`);
    world.remember([token]);
    return token;
  }

  /** Takes the invitation back, so that the same address can be invited again. */
  async revoke(): Promise<void> {
    if (this.#made) await this.#world.workshop.discard(this.#made);
  }

  /** Whether it stands, as the list of the one who invited says. */
  async stands(): Promise<boolean> {
    return this.#isListedFor(this.#made?.identity ?? '');
  }

  /** What somebody of another tenant is shown of it: in the list, and by its id. */
  async shownTo(stranger: string): Promise<Problem[]> {
    const world = this.#world;
    const { resource = '', binding = {} } = this.#made ?? {};
    const described = world.policy.resources[resource];
    const list = world.operation(described?.list ?? '');
    const expected = `nothing of an invitation to ${this.tenant} that was accepted`;
    const listed = await this.#isListedFor(stranger);
    const reader = described && readerById(world.policy, described);
    const call =
      reader && (await world.call(reader, stranger, binding, world.policy.identities[stranger]?.tenant));
    return [
      ...(listed ? [{ request: { method: list.method, path: list.path }, expected, seen: 'its row' }] : []),
      ...(call ? deniedProblems(call, world.policy.errors, world.victimValues(this.tenant)) : []),
    ];
  }

  async #isListedFor(identity: string): Promise<boolean> {
    const world = this.#world;
    const { resource = '', binding = {} } = this.#made ?? {};
    const described = world.policy.resources[resource];
    if (!described) throw new Blocked(`${this.#invite.operation} makes nothing that the policy lists`);
    const { status, rows } = await readPages(world.policy, await world.clientOf(identity), described, {});
    if (status !== 200) throw new Blocked(`${described.list} answered ${status}`);
    return rows.some((row) => String(row[described.id]) === binding[described.parameter]);
  }

  async accept(client: ApiClient, token: string, added: Record<string, unknown> = {}): Promise<Call> {
    const operation = this.#world.operation(this.#invite.accept);
    return client.send(operation.method, {
      path: operation.path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ [this.#invite.token]: token, ...added }),
    });
  }

  /** Where the invited person is found among the people of the tenant. */
  async member(invited: string): Promise<Binding | undefined> {
    const row = await personIn(this.#world, invited, this.tenant);
    const described = this.#world.policy.resources[this.#people.resource];
    return row && described && { [described.parameter]: String(row[described.id]) };
  }

  /** The role that the invited person has by now; undefined for whoever is no member. */
  async roleOf(invited: string): Promise<string | undefined> {
    const row = await personIn(this.#world, invited, this.tenant);
    return row && String(row[this.#people.role]);
  }

  /** Ends the membership; says what is wrong when it does not end. */
  async end(invited: string): Promise<Problem[]> {
    const { remove } = this.#people;
    const binding = await this.member(invited);
    if (!binding) return [];
    if (!remove) throw new Blocked('the policy names no operation that ends a membership');
    const world = this.#world;
    const call = await world.call(remove, world.steward(this.tenant), binding, this.tenant);
    return succeeded(call) && (await this.member(invited)) === undefined
      ? []
      : [
          {
            request: call.request,
            expected: 'a membership that has ended',
            seen: `status ${call.answer.status}, and ${invited} is ${(await this.member(invited)) ? 'still' : 'no longer'} a member`,
          },
        ];
  }
}

/** A token of the same make that stands for nothing. */
export function changedIn(token: string): string {
  const middle = Math.floor(token.length / 2);
  return token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
}

async function judge(world: World, cell: InvitationCell): Promise<Problem[]> {
  const invitation = new Invitation(world, cell.tenant);
  try {
    return await tried(world, cell, invitation);
  } finally {
    await invitation.revoke();
  }
}

async function tried(world: World, cell: InvitationCell, invitation: Invitation): Promise<Problem[]> {
  const invited = outsider(world.policy, cell.tenant);
  const other = world.steward(homeOf(world.policy, cell.tenant));
  if (!invited) throw new Blocked(`no managed identity of another tenant can be invited to ${cell.tenant}`);
  const left = await invitation.end(invited);
  if (left.length > 0)
    throw new Blocked(`${invited} is still a member of ${cell.tenant} from an earlier run`);
  if (cell.kind === 'other-address') return byOtherAddresses(world, cell, invitation, invited);
  const token = await invitation.make(invited);
  const joins = async (client: ApiClient): Promise<Problem[]> => {
    const call = await invitation.accept(client, token);
    const isMember = (await invitation.member(invited)) !== undefined;
    return succeeded(call) && isMember
      ? []
      : [
          {
            request: call.request,
            expected: `${invited} is a member of ${cell.tenant}`,
            seen: `status ${call.answer.status}, and ${isMember ? 'a member' : 'no member'}`,
          },
        ];
  };
  const misused = (client: ApiClient, call: Call): Promise<Problem[]> =>
    misuseOf(world, cell, invitation, client, token, call);
  if (cell.kind === 'wrong-account') {
    const stranger = await world.clientOf(other);
    const call = await invitation.accept(stranger, token);
    const problems = await misused(stranger, call);
    for (const name of [other, invited])
      if (await invitation.member(name)) {
        problems.push({ request: call.request, expected: `no new member of ${cell.tenant}`, seen: name });
        await invitation.end(name);
      }
    return problems;
  }
  const client = await world.clientOf(invited);
  if (cell.kind === 'revoked') {
    if (!(await invitation.stands())) throw new Blocked('the invitation is not listed while it is good');
    await invitation.revoke();
    if (await invitation.stands()) throw new Blocked('the invitation cannot be taken back');
    const late = await invitation.accept(client, token);
    const problems = [...(await misused(client, late)), ...(await staysOut(invitation, invited, late))];
    return problems.length > 0 ? problems : onceInvitedAnew(world, cell, invitation, { invited, token });
  }
  const problems = await joins(client);
  if (cell.kind === 'accept') return [...problems, ...(await invitation.end(invited))];
  if (problems.length > 0) throw new Blocked('the invitation was not accepted the first time');
  if (cell.kind === 'accepted-elsewhere') {
    const shown = await invitation.shownTo(other);
    return [...shown, ...(await invitation.end(invited))];
  }
  if (cell.kind === 'added-fields') return withFieldsAdded(world, invitation, invited);
  await invitation.end(invited);
  const again = await invitation.accept(client, token);
  return [...(await misused(client, again)), ...(await staysOut(invitation, invited, again))];
}

/**
 * Every field by which products give somebody a role or a right, for the most that the tenant or the platform has, and by
 * which they say where somebody belongs, for another tenant.
 */
function rightsAdded(policy: Policy, elsewhere: string, given: string): [string, unknown][] {
  const { people, roles, tenants } = policy;
  const [highest = given] = Object.keys(roles)
    .filter((role) => roles[role]?.scope === 'tenant' && role !== given)
    .sort((a, b) => reachOf(policy, b) - reachOf(policy, a));
  const victim = tenants[elsewhere];
  return [
    [people?.role ?? 'role', highest],
    ['roles', [highest]],
    ...(victim ? Object.entries(injectedFields(victim, roles)) : []),
  ];
}

/** Field by field, as what is refused for one may take another. Who asks is a member by an invitation as it should be. */
async function withFieldsAdded(world: World, invitation: Invitation, invited: string): Promise<Problem[]> {
  const given = await invitation.roleOf(invited);
  await invitation.end(invited);
  if (given === undefined) throw new Blocked(`${invited} has no role where it joined`);
  const elsewhere = new Invitation(world, homeOf(world.policy, invitation.tenant) ?? '');
  const before = await elsewhere.roleOf(invited);
  const client = await world.clientOf(invited);
  let token = await invitation.make(invited);
  const problems: Problem[] = [];
  for (const [name, value] of rightsAdded(world.policy, elsewhere.tenant, given)) {
    const call = await invitation.accept(client, token, { [name]: value });
    const role = await invitation.roleOf(invited);
    if (!succeeded(call)) problems.push(...errorProblems(call, world.policy.errors));
    const there = await elsewhere.roleOf(invited);
    if (there !== before) {
      problems.push({
        request: call.request,
        expected: `${invited} is ${before ?? 'nobody'} at ${elsewhere.tenant}, as before, with ${name} added`,
        seen: `status ${call.answer.status}, and ${invited} is ${there ?? 'nobody'} there`,
      });
      // What follows would be compared with what is no longer so.
      await invitation.end(invited);
      return [...problems, ...(before === undefined ? await elsewhere.end(invited) : [])];
    }
    if (role === undefined) continue;
    if (role !== given)
      problems.push({
        request: call.request,
        expected: `${invited} joins as ${given}, as the invitation says, with ${name} added`,
        seen: `status ${call.answer.status}, and ${invited} is ${role}`,
      });
    await invitation.end(invited);
    await invitation.revoke();
    token = await invitation.make(invited);
  }
  return problems;
}

/** Denied, and not told from an invitation that there never was. */
async function misuseOf(
  world: World,
  { tenant }: InvitationCell,
  invitation: Invitation,
  client: ApiClient,
  token: string,
  call: Call,
): Promise<Problem[]> {
  const nothing = changedIn(token);
  const unknown = await invitation.accept(client, nothing);
  const told = differences(call.answer, unknown.answer, [token], [nothing]);
  return [
    ...deniedProblems(call, world.policy.errors, world.victimValues(tenant)),
    ...(told.length === 0
      ? []
      : [
          {
            rule: 'existence-oracle' as const,
            request: call.request,
            expected: 'the same answer as for an invitation that there never was',
            seen: told.slice(0, 3).join('; '),
          },
        ]),
  ];
}

/** Somebody is not invited by an invitation for another address, however near it is to the own. */
async function byOtherAddresses(
  world: World,
  cell: InvitationCell,
  invitation: Invitation,
  invited: string,
): Promise<Problem[]> {
  const own = world.emailOf(invited);
  if (!own) throw new Blocked(`there are no credentials for ${invited}`);
  const client = await world.clientOf(invited);
  let made = 0;
  for (const { says, address } of alikeTo(own, `${world.mark}${randomBytes(4).toString('hex')}`)) {
    const token = await invitation.makeFor(address);
    if (token === undefined) continue;
    made += 1;
    const call = await invitation.accept(client, token);
    const problems = [
      ...(await misuseOf(world, cell, invitation, client, token, call)),
      ...(await staysOut(invitation, invited, call)),
    ];
    await invitation.revoke();
    if (problems.length > 0)
      return problems.map((problem) => ({
        ...problem,
        expected: `${problem.expected}, for ${invited} with an invitation for an address ${says}`,
      }));
  }
  if (made === 0)
    throw new Blocked(`${cell.tenant} may invite no address that is much like one of its people`);
  return [];
}

/** A link that was taken back stays so when the same address is invited anew, and is given another one. */
async function onceInvitedAnew(
  world: World,
  cell: InvitationCell,
  invitation: Invitation,
  { invited, token }: { invited: string; token: string },
): Promise<Problem[]> {
  // A link that is the same each time was given anew, and is good.
  if ((await invitation.make(invited)) === token) return [];
  if (!(await invitation.stands())) throw new Blocked('the new invitation is not listed while it is good');
  const client = await world.clientOf(invited);
  const late = await invitation.accept(client, token);
  const problems = [
    ...(await misuseOf(world, cell, invitation, client, token, late)),
    ...(await staysOut(invitation, invited, late)),
  ];
  return problems.map((problem) => ({
    ...problem,
    expected: `${problem.expected}, by the link of before once ${invited} was invited anew`,
  }));
}

/** Whoever joined all the same is taken out again. */
export async function staysOut(invitation: Invitation, invited: string, call: Call): Promise<Problem[]> {
  if (!(await invitation.member(invited))) return [];
  await invitation.end(invited);
  return [
    {
      request: call.request,
      expected: `${invited} stays out of ${invitation.tenant}`,
      seen: `status ${call.answer.status}, and a member`,
    },
  ];
}

/** What can be taken back by no operation is not tried. */
function kindsOf(policy: Policy): (keyof typeof KINDS)[] {
  const { resource = '' } = policy.operations[policy.people?.invite?.operation ?? ''] ?? {};
  const removable = (policy.resources[resource]?.remove.length ?? 0) > 0;
  return (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => kind !== 'revoked' || removable);
}

/** Addresses and fields are many: they are tried at one tenant. */
const tenantsOf = (policy: Policy, kind: keyof typeof KINDS): string[] =>
  Object.keys(policy.tenants).slice(0, kind === 'other-address' || kind === 'added-fields' ? 1 : undefined);

export const invitation: Kind<InvitationCell> = {
  plan: (policy) =>
    policy.people?.invite
      ? kindsOf(policy).flatMap((kind) => {
          const [gate, rule, says] = KINDS[kind];
          return group<InvitationCell>(
            {
              title: `Invitations: ${says}`,
              gate,
              rule,
              ...(rule === 'invitation-misused' ? { also: ['existence-oracle'] } : {}),
              ...(kind === 'accept' ? { also: ['foreign-data-in-log'] } : {}),
              feature: 'invitations',
              lane: ALONE_LANE,
            },
            tenantsOf(policy, kind).flatMap((tenant) => {
              const actor = outsider(policy, tenant);
              return [
                {
                  id: `${gate}/invitation/${kind}/${tenant}`,
                  title: `invited to ${tenant}: ${says}`,
                  operation: policy.people?.invite?.accept ?? '',
                  actor: actor ?? 'nobody',
                  tenant,
                  kind,
                },
              ];
            }),
          );
        })
      : [],
  judge,
  // Whoever was invited may be shown the tenant.
  expects: ({ cells }) => {
    const [joining] = cells.filter(({ kind }) => JOINING.includes(kind));
    return joining
      ? [{ sensor: 'canary', channel: 'response', subject: joining.operation, optional: true }]
      : [];
  },
};
