/**
 * A change of what is hidden from a role shows in nothing that the role is given about something else: no figure, no row that
 * refers to it, and no event follows the value, and none says it. By its name such a field is looked for in
 * `access/fields-elsewhere`; what is reckoned from it, or written into a text, has no name.
 */
import { randomInt } from 'node:crypto';
import type { Policy } from '../../policy/types.ts';
import { PATIENCE_MS, happen, openStreamOf } from '../checks/listening.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { occurs } from '../oracle/denied.ts';
import { followed } from '../oracle/depends.ts';
import { ALONE_LANE, firstOfEachRole, group, matrixIdentities } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import { listedBy } from '../policy/resources.ts';
import { readPages } from '../probe/lists.ts';
import type { EventStream } from '../probe/stream.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Value } from './effect.ts';
import { type Kind, type TenantCell, guarded, isRead, streams } from './kind.ts';
import { changerOf } from './order-alike.ts';

/** The operation is the one that changes what is hidden. */
interface ChangedCell extends TenantCell {
  resource: string;
  /** What the role may read of anything else. */
  reads: readonly string[];
  streams: readonly string[];
}

/** Two values of a field that stand in nothing else. */
type Pair = readonly [Value, Value];

/** What the role is given by one operation, as a document and as a text. */
interface Given {
  document: unknown;
  text: string;
}

/** Shorter numbers stand in many an answer by chance. */
const HUNDREDTHS = 100;
const FURTHEST = 89_999;

/** By the kind of value that the rows have; undefined where that cannot be told, or is one of a few. */
export function pairFor(known: unknown, mark: string): Pair | undefined {
  if (typeof known === 'string') return [`${mark}${randomInt(FURTHEST)}a`, `${mark}${randomInt(FURTHEST)}b`];
  if (typeof known !== 'number') return undefined;
  // Near what is there, and with digits of its own behind the point.
  const base = Math.max(1, Math.floor(Math.abs(known)));
  const one = base + randomInt(11, 49) / HUNDREDTHS;
  return [one, Math.round((one + randomInt(111, 149) / HUNDREDTHS) * HUNDREDTHS) / HUNDREDTHS];
}

class HiddenChange {
  readonly #world: World;
  readonly #cell: ChangedCell;
  readonly #owner: string;
  readonly #ids: Binding;

  private constructor(world: World, cell: ChangedCell, owner: string, ids: Binding) {
    this.#world = world;
    this.#cell = cell;
    this.#owner = owner;
    this.#ids = ids;
  }

  /** A row of its own, with one of everything that is below it or refers to it. */
  static async of(world: World, cell: ChangedCell): Promise<HiddenChange> {
    const { resource, tenant } = cell;
    const { policy, workshop } = world;
    const owner = workshop.ownerOf(resource, tenant);
    const row = await workshop.fresh(resource, tenant, owner);
    const ids: Binding[] = [row, ...Object.values(await workshop.below(resource, tenant, owner, row))];
    const id = row[policy.resources[resource]?.parameter ?? ''] ?? '';
    for (const [name, { make, parent }] of Object.entries(policy.resources)) {
      const body = policy.operations[make[0] ?? '']?.body ?? {};
      const refers = Object.keys(body).filter((field) => body[field] === `{{id:${resource}}}`);
      if (parent !== undefined || make.length !== 1 || refers.length === 0) continue;
      const variety = Object.fromEntries(refers.map((field) => [field, id]));
      ids.push(await workshop.fresh(name, tenant, workshop.ownerOf(name, tenant), { variety }));
    }
    return new HiddenChange(world, cell, owner, Object.assign({}, ...ids) as Binding);
  }

  /** Whether the row has the value by now. */
  async give(field: string, value: Value): Promise<boolean> {
    const { operation: name, tenant } = this.#cell;
    const operation = this.#world.operation(name);
    const client = await this.#world.clientOf(this.#owner);
    const shape = this.#world.shape(operation, this.#ids, tenant);
    return succeeded(
      await client.send(operation.method, { ...shape, body: JSON.stringify({ [field]: value }) }),
    );
  }

  /** What the role is given now; without what it is refused. */
  async given(): Promise<Map<string, Given>> {
    const given = new Map<string, Given>();
    for (const name of this.#cell.reads) {
      const one = await this.#read(name);
      if (one) given.set(name, one);
    }
    return given;
  }

  async #read(name: string): Promise<Given | undefined> {
    const { actor, tenant } = this.#cell;
    const world = this.#world;
    const { path } = world.operation(name);
    const isOwn = parametersOf(path).every((parameter) => parameter in this.#ids);
    const binding = isOwn ? this.#ids : await world.bind(path, tenant, actor);
    const list = listedBy(world.policy, name);
    if (list) {
      const { status, rows } = await readPages(world.policy, await world.clientOf(actor), list[1], binding);
      return status === 200 ? { document: rows, text: JSON.stringify(rows) } : undefined;
    }
    const call = await world.call(name, actor, binding, tenant);
    const { json, text } = call.answer;
    return succeeded(call) ? { document: json, text } : undefined;
  }
}

async function showsNowhere(world: World, cell: ChangedCell): Promise<Problem[]> {
  const { resource, actor, tenant } = cell;
  const hidden = world.policy.resources[resource]?.hidden[world.rolesOf(actor) ?? ''] ?? [];
  const rows = (world.harvest.resources[resource]?.[tenant] ?? []).map(({ row }) => row);
  const open: [string, EventStream][] = [];
  try {
    const change = await HiddenChange.of(world, cell);
    for (const name of cell.streams)
      open.push([name, await openStreamOf(world, actor, world.operation(name))]);
    const problems: Problem[] = [];
    const values: Value[] = [];
    for (const field of hidden) {
      const known = rows.map((row) => row[field]).find((value) => value !== null && value !== undefined);
      const pair = pairFor(known, world.mark);
      const seen = pair && (await shownBy(world, cell, change, field, pair));
      if (!seen) continue;
      values.push(...pair);
      problems.push(...seen);
    }
    if (values.length === 0)
      throw new Blocked(`no hidden field of ${resource} could be given another value by ${cell.operation}`);
    for (const [name, stream] of open) problems.push(...(await heardIn(world, cell, name, stream, values)));
    return problems;
  } finally {
    for (const [, stream] of open) stream.close();
  }
}

/** Undefined where the field takes no such value. */
async function shownBy(
  world: World,
  cell: ChangedCell,
  change: HiddenChange,
  field: string,
  pair: Pair,
): Promise<Problem[] | undefined> {
  const before = await change.given();
  if (before.size === 0)
    throw new Blocked(`${cell.actor} is given nothing else: that nothing of it changes proves nothing`);
  const turns: Map<string, Given>[] = [];
  for (const value of [...pair, ...pair]) {
    if (!(await change.give(field, value))) {
      if (turns.length === 0) return undefined;
      throw new Blocked(`${cell.operation} takes a value of ${field} once, and not again`);
    }
    turns.push(await change.given());
  }
  const problems: Problem[] = [];
  for (const [name, { text: earlier }] of before) {
    const given = turns.map((turn) => turn.get(name));
    const told = pair.filter(
      (value) =>
        !occurs(earlier, String(value)) && given.some((one) => occurs(one?.text ?? '', String(value))),
    );
    const [one, other, again, last] = given.map((each) => each?.document);
    const places = followed([one, other, again, last]);
    const seen = [
      ...told.slice(0, 1).map((value) => `the value ${JSON.stringify(value)}`),
      ...places.slice(0, 1).map((place) => `${place} goes to and fro with it`),
    ];
    const { method, path } = world.operation(name);
    problems.push(
      ...seen.slice(0, 1).map((what) => ({
        request: { method, path },
        expected: `nothing that follows ${field} of ${cell.resource}, which ${cell.actor} may not see`,
        seen: what,
      })),
    );
  }
  return problems;
}

/** What came before an event of now has come as well. */
async function heardIn(
  world: World,
  { actor, tenant, resource }: ChangedCell,
  name: string,
  stream: EventStream,
  values: readonly Value[],
): Promise<Problem[]> {
  const operation = world.operation(name);
  const now = await happen(world, operation, tenant);
  if (!(await stream.until((text) => text.includes(now), PATIENCE_MS)))
    throw new Blocked(`${actor} does not hear what happens through ${name}: its silence proves nothing`);
  return values
    .filter((value) => occurs(stream.text, String(value)))
    .slice(0, 1)
    .map((value) => ({
      request: { method: 'GET', path: operation.path },
      expected: `no event that says what is hidden of ${resource} from ${actor}`,
      seen: `the value ${JSON.stringify(value)}`,
    }));
}

/** What is about the resource itself is held to the fields that it may have. */
function readsOf(policy: Policy, resource: string, role: string): string[] {
  return guarded(policy).flatMap(([name, operation]) =>
    isRead(operation) &&
    operation.roles.includes(role) &&
    operation.resource !== resource &&
    policy.resources[operation.resource ?? '']?.grows !== true
      ? [name]
      : [],
  );
}

export const hiddenChanged: Kind<ChangedCell> = {
  plan: (policy) =>
    Object.entries(policy.resources).flatMap(([resource, { hidden, make }]) => {
      const operation = changerOf(policy, resource);
      if (operation === undefined || make.length !== 1) return [];
      const people = firstOfEachRole(matrixIdentities(policy)).filter(
        ({ role, tenant }) => tenant !== undefined && (hidden[role] ?? []).length > 0,
      );
      return group<ChangedCell>(
        {
          title: `What changes of ${resource} unseen by a role shows in nothing else that it is given`,
          gate: 'access',
          rule: 'excess-fields',
          feature: resource,
          lane: ALONE_LANE,
        },
        people.map(({ name: actor, role, tenant = '' }) => ({
          id: `access/hidden-changed/${resource}/${actor}`,
          title: `nothing else that ${actor} is given follows what is hidden from it of ${resource}`,
          operation,
          actor,
          tenant,
          resource,
          reads: readsOf(policy, resource, role),
          streams: streams(policy).flatMap(([name, { roles }]) => (roles.includes(role) ? [name] : [])),
        })),
      );
    }),
  judge: showsNowhere,
};
