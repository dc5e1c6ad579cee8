/**
 * A valid body with fields added that decide whose a row is, who somebody is, or that a row was removed. They may be refused
 * or ignored; what they would have done must not happen.
 */
import type { Policy } from '../../policy/types.ts';
import { changeIn, stateOf } from '../checks/unchanged.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { TELLING_FIELDS, injectedFields, removedFields } from '../probe/injections.ts';
import { errorProblems } from '../oracle/denied.ts';
import { ALONE_LANE, type Draft, group, identitiesOf, lanes } from '../plan/cells.ts';
import { type PlanOptions, strangersAt } from '../plan/pairs.ts';
import { addressedBy, madeBy, readerById, readersOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { readPages } from '../probe/lists.ts';
import { withMembers } from '../probe/malformations.ts';
import type { Binding } from '../probe/templates.ts';
import type { Problem } from '../record/problem.ts';
import { Blocked } from '../record/problem.ts';
import { expendable } from './denial.ts';
import { holding, wordsOf } from './effect.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';
import { changesStanding, contraryTo, putBack, sharedBinding, standingRow } from './standing.ts';

function cellsAt(policy: Policy, [name]: Named, options: PlanOptions): Draft<TenantCell>[] {
  return strangersAt(policy, name, 'ring', options).map(({ actor, tenant }) => ({
    id: `isolation/mass-assignment/${name}/${actor}/${tenant}`,
    title: `${actor} gains nothing at ${tenant} by fields added to ${name}`,
    operation: name,
    actor,
    tenant,
  }));
}

interface Colleague {
  name: string;
  id: string;
}

/**
 * Somebody of the actor's tenant whom a row could be given to: one who may have such rows, where they are a person's own,
 * and otherwise one who did not make the row.
 */
async function colleagueOf(
  world: World,
  { operation: name, actor }: TenantCell,
  home: string,
): Promise<Colleague | undefined> {
  const { people, resources, roles: all } = world.policy;
  const { resource = '', roles } = world.operation(name);
  const owned = resources[resource]?.owner === 'user';
  const others = identitiesOf(world.policy, home, owned ? roles : Object.keys(all)).filter(
    (one) => one.name !== actor && (owned || one.name !== world.steward(home)),
  );
  const known = people ? await world.found(people.resource, home, world.steward(home)) : [];
  return others.flatMap(({ name: colleague }) => {
    const found = known.find(({ row }) => row[people?.email ?? ''] === world.emailOf(colleague));
    const id = found?.binding[resources[people?.resource ?? '']?.parameter ?? ''];
    return id === undefined ? [] : [{ name: colleague, id }];
  })[0];
}

/** What the row says of whose it is and what it may; an empty text where it cannot be read by itself. */
async function claimsOf(world: World, cell: TenantCell, home: string, at: Binding): Promise<string> {
  const { path } = world.operation(cell.operation);
  const reader = readersOf(world.policy, cell.operation).find((name) => world.operation(name).path === path);
  if (!reader || !path.includes('{')) return '';
  const { answer } = await world.call(reader, cell.actor, at, home);
  const fields = Object.entries((answer.json ?? {}) as Record<string, unknown>);
  return fields
    .filter(([name]) => TELLING_FIELDS.includes(name))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ');
}

/** Whether somebody finds what was just made in the own list. */
async function finds(world: World, resource: string, actor: string, call: Call): Promise<boolean> {
  const described = world.policy.resources[resource];
  if (!described) return false;
  const { rows } = await readPages(world.policy, await world.clientOf(actor), described, {});
  const id = (call.answer.json as Record<string, unknown> | undefined)?.[described.id];
  return rows.some((row) => row[described.id] === id);
}

type Row = Record<string, unknown>;

/** What a tenant's removed rows of a resource say besides, where there is a list of them (a trash). */
function saidOfRemoved(world: World, resource: string, tenant: string): Row {
  const { policy, harvest } = world;
  const rowsOf = (name: string): Row[] => (harvest.resources[name]?.[tenant] ?? []).map(({ row }) => row);
  const known = new Set(rowsOf(resource).flatMap((row) => Object.keys(row)));
  const [first] = policy.resources[resource]?.make ?? [];
  const removed = Object.entries(policy.resources).filter(
    ([, { make }]) => make.length > 1 && make[0] === first,
  );
  const [row = {}] = removed.flatMap(([name]) => rowsOf(name));
  return known.size === 0
    ? {}
    : Object.fromEntries(Object.entries(row).filter(([name, value]) => !known.has(name) && value !== null));
}

/**
 * Whoever may change a row, and not remove it, does not have it removed by a field that says that it was. Tried one by one:
 * what is refused for one field may take another.
 */
async function staysThere(
  world: World,
  { operation: name, actor }: TenantCell,
  home: string,
  at: Binding,
  send: (fields: Row) => Promise<Call>,
): Promise<Problem[]> {
  const { policy } = world;
  const [resource = '', described] = addressedBy(policy, world.operation(name).path) ?? [];
  const remover = described?.remove[0];
  const reader = described && readerById(policy, described);
  const role = world.rolesOf(actor) ?? '';
  if (remover === undefined || !reader || world.operation(remover).roles.includes(role)) return [];
  const owner = world.workshop.ownerOf(resource, home);
  const isThere = async (): Promise<boolean> => succeeded(await world.call(reader, owner, at, home));
  if (!(await isThere())) throw new Blocked(`${owner} does not find what ${name} is tried on`);
  for (const [field, value] of Object.entries({
    ...removedFields(),
    ...saidOfRemoved(world, resource, home),
  })) {
    const call = await send({ [field]: value });
    if (call.answer.status === 401) await world.assertAlive(actor);
    const wrong = succeeded(call) ? [] : errorProblems(call, policy.errors);
    if (wrong.length > 0) return wrong;
    if (await isThere()) continue;
    return [
      {
        request: call.request,
        expected: `no effect of the field ${field} by ${actor}, whom the policy denies ${remover}`,
        seen: `status ${call.answer.status}, and ${owner} does not find it any more`,
      },
    ];
  }
  return [];
}

/** Who the identity is to the API, in its own words. */
async function self(world: World, actor: string): Promise<string> {
  const call = await world.whoIs(actor);
  return call.answer.text;
}

/** What both tenants have and the operation changes, each its own. */
interface Standing {
  binding: Binding;
  /** What the victim's says before. */
  theirs: unknown;
  /** The reader by which the victim's is seen to have changed; it is put back then. */
  changed(): Promise<string | undefined>;
  /** Puts back what the actor's own was. */
  restore(): Promise<void>;
}

async function standingOf(world: World, cell: TenantCell, home: string): Promise<Standing> {
  const { operation: name, actor, tenant } = cell;
  const binding = await sharedBinding(world, world.operation(name), [home, tenant]);
  const own = { tenant: home, owner: actor, binding };
  const other = { tenant, owner: world.steward(tenant), binding };
  const [ours, theirs] = [await standingRow(world, name, own), await standingRow(world, name, other)];
  const before = await stateOf(world, name, other);
  return {
    binding,
    theirs,
    changed: async () => {
      const changed = changeIn(before, await stateOf(world, name, other));
      if (changed) await putBack(world, name, other, theirs);
      return changed?.reader;
    },
    restore: () => putBack(world, name, own, ours),
  };
}

async function gainsNothing(world: World, cell: TenantCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const home = world.policy.identities[cell.actor]?.tenant;
  const victim = world.policy.tenants[cell.tenant];
  if (!home || !victim) throw new Blocked(`${cell.actor} and ${cell.tenant} are not of two tenants`);
  const before = await self(world, cell.actor);
  const client = await world.clientOf(cell.actor);
  const standing = changesStanding(world.policy, cell.operation)
    ? await standingOf(world, cell, home)
    : undefined;
  const { binding } = standing ?? (await expendable(world, cell.operation, home));
  const send = (fields: Record<string, unknown>): Promise<Call> => {
    const shape = contraryTo(standing?.theirs, world.shape(operation, binding, home));
    return client.send(operation.method, withMembers(shape, fields));
  };
  const made = madeBy(world.policy, cell.operation);
  const owned = world.policy.resources[operation.resource ?? '']?.owner === 'user';
  const colleague = await colleagueOf(world, cell, home);
  const claims = await claimsOf(world, cell, home, binding);
  const listed = operation.resource;
  const problems: Problem[] = [];
  const judge = async (call: Call, means: string): Promise<void> => {
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    if (!succeeded(call)) {
      problems.push(...errorProblems(call, world.policy.errors));
      return;
    }
    const given = made && owned && colleague && (await finds(world, made, colleague.name, call));
    const owner = given ? colleague.name : owned ? cell.actor : world.workshop.ownerOf(made ?? '', home);
    if (made) await world.workshop.keep(made, home, owner, call, binding);
    const tell = (seen: string): void => {
      problems.push({ request: call.request, expected: `no effect of ${means}`, seen });
    };
    // The tenant's name stands in the request, and an answer may echo what it was sent, but not take it for the owner.
    const stranger = ownerIn(call.answer.json, victim.id);
    if (stranger) tell(`the answer says ${stranger}`);
    if (given) tell(`${colleague.name} has what ${cell.actor} made`);
    const now = await claimsOf(world, cell, home, binding);
    if (now !== claims) tell(`${claims} became ${now}`);
    const [word] = wordsOf(world, call);
    if (word && listed && world.policy.resources[listed]?.parent === undefined) {
      if ((await holding(world, listed, cell.tenant, word)) > 0) tell(`a row in ${listed} of ${cell.tenant}`);
    }
    const reader = await standing?.changed();
    if (reader !== undefined) tell(`${reader} gives ${cell.tenant} another answer than before`);
  };
  const fields = injectedFields(victim, world.policy.roles, colleague?.id);
  const together = await send(fields);
  await judge(together, 'the fields added');
  if (!succeeded(together))
    // One by one: what is refused for one field may take another.
    for (const [name, value] of Object.entries(fields))
      await judge(await send({ [name]: value }), `the field ${name}`);
  if (!made && !standing) problems.push(...(await staysThere(world, cell, home, binding, send)));
  await standing?.restore();
  const after = await self(world, cell.actor);
  if (after !== before)
    problems.push({
      expected: 'the same person as before',
      seen: `${before.slice(0, 120)} became ${after.slice(0, 120)}`,
    });
  return problems;
}

const OWNER_FIELD = /^(tenant|organi[sz]ation|org|account|company|workspace)_?(id)?$/i;

/** The field of an answer that names the other tenant as the owner. */
function ownerIn(json: unknown, tenantId: string): string | undefined {
  if (json === null || typeof json !== 'object') return undefined;
  const found = Object.entries(json).find(([name, value]) => OWNER_FIELD.test(name) && value === tenantId);
  return found && `${found[0]} ${tenantId}`;
}

export const massAssignment: Kind<TenantCell> = {
  plan: (policy, options) =>
    operationsOf(
      policy,
      ({ writes, body, scope, noTenant }) =>
        writes && body !== undefined && scope !== 'platform' && !noTenant,
    ).flatMap((named) => {
      const head = {
        title: `No field added to ${named[0]} decides whose it is or who somebody is`,
        gate: 'isolation',
        rule: 'mass-assignment',
        feature: named[1].resource ?? named[0],
      } as const;
      const cells = cellsAt(policy, named, options);
      // What is read of the victim is nobody's to change meanwhile.
      if (changesStanding(policy, named[0])) return group<TenantCell>({ ...head, lane: ALONE_LANE }, cells);
      return lanes<TenantCell>(head, cells, ({ actor }) => policy.identities[actor]?.tenant);
    }),
  judge: gainsNothing,
};
