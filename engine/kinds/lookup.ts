/**
 * Asking for somebody else tells nothing: a switch to a tenant that is not one's own is answered like a switch to one that
 * never existed, and an invitation to an address that has an account elsewhere like one to an address that nobody has.
 */
import { randomBytes } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { differences } from '../oracle/same.ts';
import { type Draft, group, lanes, matrixIdentities } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
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

/** A success without what differs anyway: ids, addresses, links and times. */
function outline(json: unknown): string {
  return JSON.stringify(json, (_key, value: unknown) =>
    typeof value === 'string' && /@|:\/\/|^[0-9a-f-]{32,}$|^\d{4}-\d\d-\d\dT/i.test(value) ? '<own>' : value,
  );
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
  const client = await world.clientOf(cell.actor);
  const invite = async (address: string): Promise<Call> => {
    const shape = world.shape(operation, {}, home);
    const body = { ...(JSON.parse(shape.body ?? '{}') as object), [field]: address };
    const call = await client.send(operation.method, { ...shape, body: JSON.stringify(body) });
    if (!succeeded(call)) return call;
    const binding = await world.workshop.keep(operation.resource ?? '', home, cell.actor, call);
    await world.workshop.discard({
      resource: operation.resource ?? '',
      tenant: home,
      identity: cell.actor,
      binding,
    });
    return call;
  };
  const nobody = `${world.mark}${randomBytes(4).toString('hex')}@${known.split('@')[1] ?? 'probe.example'}`;
  const other = await invite(nobody);
  if (!succeeded(other))
    throw new Blocked(`${cell.operation} answered ${other.answer.status} for an address that nobody has`);
  const one = await invite(known);
  const answers = [one, other].map(({ answer }) =>
    succeeded({ answer } as Call) ? { ...answer, text: outline(answer.json) } : answer,
  );
  const headers = ([first, second] = answers) =>
    first && second ? differences(withoutLocation(first), withoutLocation(second), [known], [nobody]) : [];
  return toldApart(one, headers(), 'an address that nobody has');
}

const withoutLocation = (answer: Call['answer']): Call['answer'] => ({
  ...answer,
  headers: { ...answer.headers, ...(answer.headers['location'] === undefined ? {} : { location: '<own>' }) },
});

const toldApart = ({ request }: Call, found: readonly string[], than: string): Problem[] =>
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
