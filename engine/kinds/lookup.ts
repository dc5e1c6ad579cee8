/**
 * Asking for somebody else tells nothing: a switch to a tenant that is not one's own is answered like a switch to one that
 * never existed, and an invitation to an address that has an account elsewhere like one to an address that nobody has, at
 * once and wherever it is read again.
 */
import { randomBytes } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { outlineOf } from '../oracle/outline.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, group, lanes, matrixIdentities } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import { readPages } from '../probe/lists.ts';
import { withMembers } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import type { Answer } from '../probe/transport.ts';
import { readerById } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

type LookupCell = TenantCell & { asks: 'switch' | 'invitation' };

/** An id of the same make that never existed. */
function absentLike(id: string): string {
  const length = /[A-Za-z0-9]*$/.exec(id)?.[0].length ?? 0;
  const word = randomBytes(length).toString('hex').slice(0, length);
  return id.slice(0, id.length - length) + word;
}

async function switches(world: World, cell: LookupCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  const own = world.policy.tenants[home ?? ''];
  const foreign = world.policy.tenants[cell.tenant];
  if (!own || !foreign) throw new Blocked(`${cell.actor} and ${cell.tenant} are not of two tenants`);
  const client = await world.clientOf(cell.actor);
  const to = (tenant: string): Promise<Call> =>
    client.send(operation.method, world.shape(operation, {}, home, { tenant }));
  const control = await to(own.id);
  if (!succeeded(control))
    throw new Blocked(
      `${cell.operation} answered ${control.answer.status} to ${cell.actor} for the own tenant`,
    );
  const absent = absentLike(foreign.id);
  const [one, other] = [await to(foreign.id), await to(absent)];
  return toldApart(
    one,
    differences(one.answer, other.answer, [foreign.id], [absent]),
    'a tenant that never existed',
  );
}

/** What is told of an invitation: by the answer that it was made with, and wherever it is read again. */
interface Told {
  call: Call;
  /** Ids and addresses that are the invitation's own. */
  own: string[];
  /** Operation → what it says of the invitation. */
  again: Record<string, Answer>;
}

/** What is said of an invitation wherever whoever made it reads it. */
async function readAgain(world: World, resource: string, tenant: string, actor: string, at: Binding) {
  const described = world.policy.resources[resource];
  if (!described) return {};
  const again: Told['again'] = {};
  const reader = readerById(world.policy, described);
  if (reader) again[reader] = (await world.call(reader, actor, at, tenant)).answer;
  const { status, rows } = await readPages(world.policy, await world.clientOf(actor), described, {});
  if (status !== 200) throw new Blocked(`${described.list} answered ${status} to ${actor}`);
  const row = rows.find((each) => String(each[described.id]) === at[described.parameter]);
  // Of a list the one row is compared: what stands beside it changes.
  const json = row ?? null;
  return { ...again, [described.list]: { status, headers: {}, text: JSON.stringify(json), json } };
}

async function invites(world: World, cell: LookupCell): Promise<Problem[]> {
  const { people } = world.policy;
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  // Whose address may stand in the log of another tenant afterwards.
  const [someone] =
    Object.entries(world.policy.identities).find(
      ([, { purpose, tenant }]) => purpose === 'managed' && tenant === cell.tenant,
    ) ?? [];
  const known = someone && world.emailOf(someone);
  if (!known || !people?.invite || !home) throw new Blocked(`there is nobody of ${cell.tenant} to invite`);
  const { email: field } = people.invite;
  const { resource = '' } = operation;
  const client = await world.clientOf(cell.actor);
  const invite = async (address: string): Promise<Told> => {
    const shape = world.shape(operation, {}, home);
    const call = await client.send(operation.method, withMembers(shape, { [field]: address }));
    if (!succeeded(call)) return { call, own: [address], again: {} };
    const binding = await world.workshop.keep(resource, home, cell.actor, call);
    const made = { resource, tenant: home, identity: cell.actor, binding };
    try {
      const again = await readAgain(world, resource, home, cell.actor, binding);
      return { call, own: [address, ...Object.values(binding)], again };
    } finally {
      await world.workshop.discard(made);
    }
  };
  const nobody = `${world.mark}${randomBytes(4).toString('hex')}@${known.split('@')[1] ?? 'probe.example'}`;
  const other = await invite(nobody);
  if (!succeeded(other.call))
    throw new Blocked(
      `${cell.operation} answered ${other.call.answer.status} for an address that nobody has`,
    );
  const one = await invite(known);
  const told = (answer: Answer, like: Answer): string[] =>
    differences(outlineOf(answer, one.own), outlineOf(like, other.own), [known], [nobody]);
  const than = 'an address that nobody has';
  return [
    ...toldApart(one.call, told(one.call.answer, other.call.answer), than),
    ...Object.entries(one.again).flatMap(([name, answer]) => {
      const like = other.again[name];
      const { method, path } = world.operation(name);
      return like === undefined ? [] : toldApart({ request: { method, path } }, told(answer, like), than);
    }),
  ].slice(0, 1);
}

const toldApart = ({ request }: Pick<Call, 'request'>, found: readonly string[], than: string): Problem[] =>
  found.length === 0
    ? []
    : [{ request, expected: `the same answer as for ${than}`, seen: found.slice(0, 3).join('; ') }];

function cellOf(
  policy: Policy,
  asks: LookupCell['asks'],
  operation: string,
  title: string,
): Draft<LookupCell>[] {
  const [home, foreign] = Object.keys(policy.tenants);
  const roles = policy.operations[operation]?.roles ?? [];
  const able = matrixIdentities(policy).filter(({ tenant, role }) => tenant === home && roles.includes(role));
  // Whoever may do the least, where anybody may; for an invitation whoever may invite.
  const actor = able.at(-1)?.name;
  return actor && foreign
    ? [
        {
          id: `isolation/lookup/${asks}/${actor}/${foreign}`,
          title: `${actor} ${title}`,
          operation,
          actor,
          tenant: foreign,
          asks,
        },
      ]
    : [];
}

export const lookup: Kind<LookupCell> = {
  plan: (policy) => {
    const head = { gate: 'isolation', rule: 'existence-oracle' } as const;
    const { switch: change } = policy.client;
    const invite = policy.people?.invite?.operation;
    return [
      ...(change === undefined
        ? []
        : group<LookupCell>(
            { ...head, title: `${change} does not tell which tenants there are`, feature: change },
            cellOf(policy, 'switch', change, 'cannot tell by a switch whether another tenant exists'),
          )),
      ...(invite === undefined
        ? []
        : lanes<LookupCell>(
            {
              ...head,
              title: `${invite} does not tell who has an account`,
              feature: policy.operations[invite]?.resource ?? invite,
            },
            cellOf(policy, 'invitation', invite, 'cannot tell by an invitation who has an account elsewhere'),
            ({ actor }) => policy.identities[actor]?.tenant,
          )),
    ];
  },
  judge: (world, cell) => (cell.asks === 'switch' ? switches(world, cell) : invites(world, cell)),
};
