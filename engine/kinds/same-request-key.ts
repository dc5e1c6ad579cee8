/**
 * Two who know nothing of each other number a request of theirs alike, as with an Idempotency-Key. What is kept of the
 * first, so that it is not carried out twice, must not be what the second is answered: that one has its own row made, or is
 * refused, and is told nothing of the other.
 */
import type { Policy } from '../../policy/types.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems, valuesIn } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, group, identitiesOf, stewardOf } from '../plan/cells.ts';
import { readerById } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { REQUEST_KEYS, requestKeys } from '../probe/request-keys.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { wordsOf } from './effect.ts';
import type { Kind, TenantCell } from './kind.ts';

/** `first` is whoever uses the key before. */
type SameKeyCell = TenantCell & { resource: string; first: { actor: string; tenant: string } };

/** The first operation that makes each resource; one that makes several is asked once. */
function makers(policy: Policy, owners: readonly string[]): [operation: string, resource: string][] {
  const all = Object.entries(policy.resources).flatMap(([resource, { make, owner }]): [string, string][] =>
    make[0] === undefined || !owners.includes(owner) ? [] : [[make[0], resource]],
  );
  return all.filter(([name], index) => all.findIndex(([other]) => other === name) === index);
}

const cellOf = (
  [operation, resource]: [operation: string, resource: string],
  actor: string,
  tenant: string,
  first: SameKeyCell['first'],
): Draft<SameKeyCell> => ({
  id: `isolation/same-request-key/${operation}/${first.actor}/${actor}`,
  title: `${actor} is answered nothing of ${first.actor} by ${operation} with a key that both use`,
  operation,
  actor,
  tenant,
  resource,
  first,
});

/** Whoever stands for a tenant, after whoever stands for the one before. */
function ofTenants(policy: Policy, maker: [operation: string, resource: string]): Draft<SameKeyCell>[] {
  const tenants = Object.keys(policy.tenants);
  return tenants.flatMap((tenant, index) => {
    const before = tenants.at(index - 1) ?? tenant;
    const [actor, other] = [stewardOf(policy, tenant), stewardOf(policy, before)];
    return actor === undefined || other === undefined || actor === other
      ? []
      : [cellOf(maker, actor, tenant, { actor: other, tenant: before })];
  });
}

/** Two people of a tenant, where what they make is their own. */
function ofPeople(policy: Policy, maker: [operation: string, resource: string]): Draft<SameKeyCell>[] {
  const roles = policy.operations[maker[0]]?.roles ?? [];
  return Object.keys(policy.tenants).flatMap((tenant) => {
    const [first, second] = identitiesOf(policy, tenant, roles);
    return first && second ? [cellOf(maker, second.name, tenant, { actor: first.name, tenant })] : [];
  });
}

interface Sent {
  call: Call;
  parent: Binding;
}

/** Makes something as somebody, with these headers. */
async function make(
  world: World,
  { operation, resource }: SameKeyCell,
  { actor, tenant }: SameKeyCell['first'],
  headers: Readonly<Record<string, string>>,
): Promise<Sent> {
  const above = world.policy.resources[resource]?.parent;
  const parent = above ? await world.workshop.row(above, tenant, world.workshop.ownerOf(above, tenant)) : {};
  return { call: await world.call(operation, actor, parent, tenant, { headers }), parent };
}

/** Has somebody make something with a key of its own. Undefined where no key is taken, whatever its name. */
async function withKey(world: World, cell: SameKeyCell) {
  for (const headers of [requestKeys(), requestKeys(REQUEST_KEYS.slice(0, 1))]) {
    const sent = await make(world, cell, cell.first, headers);
    if (succeeded(sent.call)) return { headers, sent };
  }
  await control(world, cell, cell.first);
  return undefined;
}

/** @throws Blocked where nothing is made without a key either */
async function control(world: World, cell: SameKeyCell, who: SameKeyCell['first']): Promise<void> {
  const { call, parent } = await make(world, cell, who, {});
  if (!succeeded(call))
    throw new Blocked(
      `${who.actor} was answered ${call.answer.status} by ${cell.operation} without a key, too: nothing is proven`,
    );
  await world.workshop.keep(cell.resource, who.tenant, who.actor, call, parent);
}

async function ownAnswerOnly(world: World, cell: SameKeyCell): Promise<Problem[]> {
  const { resource, first } = cell;
  const before = await withKey(world, cell);
  if (!before) return [];
  const { call: made, parent: above } = before.sent;
  const others = await world.workshop.keep(resource, first.tenant, first.actor, made, above);
  const { call, parent } = await make(world, cell, cell, before.headers);
  const told = valuesIn(
    [call.answer.text, ...Object.values(call.answer.headers)].join('\n'),
    [
      ...Object.values(others),
      ...wordsOf(world, made),
      ...(first.tenant === cell.tenant ? [] : world.victimValues(first.tenant)),
    ],
    call.sent,
  );
  if (told.length > 0)
    return [
      {
        request: call.request,
        expected: `nothing of what ${first.actor} made with the same key`,
        seen: `status ${call.answer.status} with ${told.map((value) => JSON.stringify(value)).join(', ')}`,
      },
    ];
  if (!succeeded(call)) {
    await control(world, cell, cell);
    return errorProblems(call, world.policy.errors);
  }
  const described = world.policy.resources[resource];
  const own = (call.answer.json as Record<string, unknown> | undefined)?.[described?.id ?? ''];
  if (own === undefined) return [notMade(cell, call, 'and no id of a row')];
  const binding = await world.workshop.keep(resource, cell.tenant, cell.actor, call, parent);
  const reader = described && readerById(world.policy, described);
  if (!reader) return [];
  const { answer } = await world.call(reader, cell.actor, binding, cell.tenant);
  return answer.status === 200
    ? []
    : [notMade(cell, call, `and ${answer.status} by ${reader} for the row that it names`)];
}

const notMade = ({ actor, first }: SameKeyCell, { request, answer }: Call, seen: string): Problem => ({
  request,
  expected: `a row of ${actor}, or a refusal, whatever ${first.actor} made with the same key`,
  seen: `status ${answer.status}, ${seen}`,
});

export const sameRequestKey: Kind<SameKeyCell> = {
  plan: (policy) => [
    ...makers(policy, ['tenant', 'user']).flatMap((maker) =>
      group<SameKeyCell>(
        {
          title: `A key of another tenant opens nothing in ${maker[0]}`,
          gate: 'isolation',
          rule: 'cross-tenant-read',
          also: ['foreign-data-received'],
          feature: maker[1],
          // It makes rows at two tenants.
          lane: ALONE_LANE,
        },
        ofTenants(policy, maker),
      ),
    ),
    ...makers(policy, ['user']).flatMap((maker) =>
      group<SameKeyCell>(
        {
          title: `A key of a colleague opens nothing in ${maker[0]}`,
          gate: 'isolation',
          rule: 'cross-user-access',
          feature: maker[1],
          lane: ALONE_LANE,
        },
        ofPeople(policy, maker),
      ),
    ),
  ],
  judge: ownAnswerOnly,
};
