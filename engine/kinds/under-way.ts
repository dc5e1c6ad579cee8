/**
 * What is made for one person in the background is that person's from the first moment: while it is queued or being made, a
 * colleague finds nothing of it, neither in the list nor in how many there are, and cannot read it nor take it away.
 */
import type { Policy } from '../../policy/types.ts';
import { type ListPage, firstRows } from '../checks/list-page.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems } from '../oracle/denied.ts';
import { type Draft, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy, listedBy, readerById } from '../policy/resources.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Made } from '../session/ledger.ts';
import type { Kind, Named, TenantCell } from './kind.ts';

type UnderWayCell = TenantCell & { owner: string; resource: string };

/** So many are asked for at once, that some wait; more, as long as all had settled before a colleague was answered. */
const AT_ONCE = [4, 8, 16];
const PATIENCE_MS = 20_000;
const PAUSE_MS = 50;

/** What is one person's own, made in the background and read by its id, that an operation lists or has the id of. */
function underWayAt(policy: Policy, [name, { path }]: Named): string | undefined {
  const [resource, described] = addressedBy(policy, path) ?? listedBy(policy, name) ?? [];
  if (described?.owner !== 'user' || !described.settles || described.make.length !== 1) return undefined;
  return readerById(policy, described) === undefined || described.parent ? undefined : resource;
}

/** Two of the first tenant ask for each other's: what is on its way is the same in every tenant. */
function cellsAt(policy: Policy, named: Named): Draft<UnderWayCell>[] {
  const [name, { roles }] = named;
  const resource = underWayAt(policy, named);
  const [tenant] = Object.keys(policy.tenants);
  if (resource === undefined || tenant === undefined) return [];
  const [first, second] = identitiesOf(policy, tenant, roles);
  if (!first || !second) return [];
  return [
    [first, second],
    [second, first],
  ].map(([actor = first, owner = second]) => ({
    id: `isolation/under-way/${name}/${actor.name}/${owner.name}`,
    title: `${actor.name} gets nothing by ${name} of what is being made for ${owner.name}`,
    operation: name,
    actor: actor.name,
    owner: owner.name,
    tenant,
    resource,
  }));
}

class Batch {
  readonly #world: World;
  readonly #cell: UnderWayCell;
  readonly #rows: Binding[];

  private constructor(world: World, cell: UnderWayCell, rows: Binding[]) {
    this.#world = world;
    this.#cell = cell;
    this.#rows = rows;
  }

  /** @throws Blocked unless each was made */
  static async of(world: World, cell: UnderWayCell, count: number): Promise<Batch> {
    const { resource, owner, tenant } = cell;
    const { make = [], parameter = '', id = '' } = world.policy.resources[resource] ?? {};
    const calls = await Promise.all(
      Array.from({ length: count }, () => world.call(make[0] ?? '', owner, {}, tenant)),
    );
    const rows = calls.flatMap(({ answer }): Binding[] => {
      const value = (answer.json as Record<string, unknown> | undefined)?.[id];
      return typeof value === 'string' || typeof value === 'number' ? [{ [parameter]: String(value) }] : [];
    });
    const batch = new Batch(world, cell, rows);
    for (const noted of batch.#noted()) world.workshop.adopt(noted);
    if (rows.length < count)
      throw new Blocked(`${owner} was not given all ${count} of what it asked of ${make[0]} at once`);
    return batch;
  }

  #noted(): Made[] {
    const { resource, owner: identity, tenant } = this.#cell;
    return this.#rows.map((binding) => ({ resource, identity, tenant, binding }));
  }

  /** The one that was asked for last. */
  get last(): Binding {
    return this.#rows.at(-1) ?? {};
  }

  holds(row: Record<string, unknown>): boolean {
    const { id = '', parameter = '' } = this.#world.policy.resources[this.#cell.resource] ?? {};
    return this.#rows.some((binding) => binding[parameter] === String(row[id]));
  }

  /** Whether its owner sees one on its way still: by default the one that was asked for last. */
  async isUnderWay(at = this.last): Promise<boolean> {
    const { resource, owner, tenant } = this.#cell;
    const described = this.#world.policy.resources[resource];
    const reader = described && readerById(this.#world.policy, described);
    if (!reader || !described.settles) return false;
    const { answer } = await this.#world.call(reader, owner, at, tenant);
    const [value] = valuesAt(answer.json, described.settles.pointer);
    return typeof value === 'string' && !described.settles.values.includes(value);
  }

  /** Removes them as they settle; what does not is noted, and goes when the run ends. */
  async discard(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (const noted of this.#noted()) {
      while (await this.isUnderWay(noted.binding)) {
        if (Date.now() > end) return;
        await new Promise((resume) => setTimeout(resume, PAUSE_MS));
      }
      await this.#world.workshop.discard(noted);
    }
  }
}

/** What a colleague is told of what is on its way. */
async function toldOf(
  world: World,
  cell: UnderWayCell,
  batch: Batch,
  before: ListPage | undefined,
): Promise<Problem[]> {
  const { operation, actor, owner, tenant } = cell;
  if (!before) {
    const call = await world.call(operation, actor, batch.last, tenant);
    if (call.answer.status === 401) await world.assertAlive(actor);
    return deniedProblems(call, world.policy.errors, []);
  }
  const { call, rows, total } = await firstRows(world, cell);
  const found = rows.some((row) => batch.holds(row));
  // Of a list that was whole on its first page, and has no more rows on it by now.
  const isWhole = before.rows.length === before.total && rows.length <= before.rows.length;
  const more = isWhole && total !== undefined && total > rows.length;
  return found || more
    ? [
        {
          request: call.request,
          expected: `nothing but what belongs to ${actor}`,
          seen: found
            ? `what is being made for ${owner}`
            : `${rows.length} rows and a total of ${total}, which was ${before.total} before ${owner} asked for some`,
        },
      ]
    : [];
}

async function nothingOfIt(world: World, cell: UnderWayCell): Promise<Problem[]> {
  const isList = listedBy(world.policy, cell.operation) !== undefined;
  for (const count of AT_ONCE) {
    const before = isList ? await firstRows(world, cell) : undefined;
    const batch = await Batch.of(world, cell, count);
    const problems = await toldOf(world, cell, batch, before);
    const seen = await batch.isUnderWay();
    if (problems.length > 0) return problems;
    await batch.discard();
    if (seen) return [];
  }
  // What settles before anybody is answered is seen by nobody on its way, and was refused once it had settled.
  return [];
}

export const underWay: Kind<UnderWayCell> = {
  plan: (policy) =>
    Object.entries(policy.operations).flatMap((named) =>
      lanes<UnderWayCell>(
        {
          title: `No colleague gets at what is being made for another through ${named[0]}`,
          gate: 'isolation',
          rule: 'cross-user-access',
          feature: named[1].resource ?? named[0],
        },
        cellsAt(policy, named),
      ),
    ),
  judge: nothingOfIt,
};
