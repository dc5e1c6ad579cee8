/**
 * Two rows keep their order, however the list is sorted, when the values of a field that the asker is not shown are exchanged
 * between them: among rows that are alike otherwise, too, the order tells nothing of what is hidden. (By name such a field is
 * asked for in `access/order-hidden`.)
 */
import type { Policy } from '../../policy/types.ts';
import { listPage } from '../checks/list-page.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { lanes } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Value, twoValuesOf } from './effect.ts';
import { type Kind, type TenantCell, operationsOf, shownInPart } from './kind.ts';

/** `changer` is what gives a field of one row another value. */
type AlikeCell = TenantCell & { changer: string };

/** Rows on a page: many, so that both rows are mostly on one. */
const SIZE = 100;
/** A list that goes on after so many pages does not end. */
const PAGES_LIMIT = 50;

/** An operation that changes the fields that it is given, and no others. */
export const changerOf = (policy: Policy, resource: string): string | undefined =>
  operationsOf(
    policy,
    ({ method, path, body }) =>
      method === 'PATCH' && body !== undefined && addressedBy(policy, path)?.[0] === resource,
  )[0]?.[0];

class Pair {
  readonly #world: World;
  readonly #cell: AlikeCell;
  readonly #owner: string;
  readonly #bindings: readonly [Binding, Binding];

  private constructor(world: World, cell: AlikeCell, owner: string, bindings: readonly [Binding, Binding]) {
    this.#world = world;
    this.#cell = cell;
    this.#owner = owner;
    this.#bindings = bindings;
  }

  static async of(world: World, cell: AlikeCell, resource: string): Promise<Pair> {
    const owner = world.workshop.ownerOf(resource, cell.tenant);
    const one = await world.workshop.fresh(resource, cell.tenant, owner);
    return new Pair(world, cell, owner, [one, await world.workshop.fresh(resource, cell.tenant, owner)]);
  }

  /** Gives each row its value, always in the same order: when they were changed tells nothing. False where one is refused. */
  async give(field: string, values: readonly [Value, Value]): Promise<boolean> {
    const { changer, tenant } = this.#cell;
    const operation = this.#world.operation(changer);
    const client = await this.#world.clientOf(this.#owner);
    for (const [index, binding] of this.#bindings.entries()) {
      const shape = this.#world.shape(operation, binding, tenant);
      const body = JSON.stringify({ [field]: values[index] });
      if (!succeeded(await client.send(operation.method, { ...shape, body }))) return false;
    }
    return true;
  }

  /** Whether the first comes first, with the answer that shows it. Throws Blocked when they are not both in the list. */
  async inOrder(query: Readonly<Record<string, string>>): Promise<{ first: boolean; call: Call }> {
    const { operation: name } = this.#cell;
    const resource = this.#world.policy.resources[this.#world.operation(name).resource ?? ''];
    const ids = this.#bindings.map((binding) => binding[resource?.parameter ?? '']);
    const found: string[] = [];
    for (let number = 1, seen = 0; number <= PAGES_LIMIT; number += 1) {
      const {
        call,
        rows,
        total = 0,
      } = await listPage(this.#world, this.#cell, number, { size: SIZE, query });
      found.push(...rows.map((row) => String(row[resource?.id ?? 'id'])).filter((id) => ids.includes(id)));
      if (found.length === ids.length) return { first: found[0] === ids[0], call };
      seen += rows.length;
      // A server may give fewer rows a page than it was asked for.
      if (rows.length === 0 || seen >= total) break;
    }
    throw new Blocked(`${name} does not hold the rows that were just made`);
  }
}

async function keptInOrder(world: World, cell: AlikeCell): Promise<Problem[]> {
  const { operation: name, actor, tenant } = cell;
  const { resource = '', listing } = world.operation(name);
  const hidden = world.policy.resources[resource]?.hidden[world.rolesOf(actor) ?? ''] ?? [];
  const rows = (world.harvest.resources[resource]?.[tenant] ?? []).map(({ row }) => row);
  const { parameter = '', values: sorts = [] } = listing?.sort ?? {};
  const pair = await Pair.of(world, cell, resource);
  let tried = 0;
  for (const field of hidden) {
    const values = twoValuesOf(rows, field);
    // What nobody may give a value cannot be exchanged.
    if (values === undefined || !(await pair.give(field, values))) continue;
    tried += 1;
    const before = new Map<string, boolean>();
    for (const sort of sorts) before.set(sort, (await pair.inOrder({ [parameter]: sort })).first);
    if (!(await pair.give(field, [values[1], values[0]])))
      throw new Blocked(`${cell.changer} takes the values of ${field} in one order, and not in the other`);
    for (const sort of sorts) {
      const { first, call } = await pair.inOrder({ [parameter]: sort });
      if (first !== before.get(sort))
        return [
          {
            request: call.request,
            expected: `two rows in the order that they had, whatever their ${field} is, which ${actor} may not see`,
            seen: 'they change places when they exchange its values',
          },
        ];
    }
  }
  if (tried === 0)
    throw new Blocked(`no hidden field of ${resource} could be given two values by ${cell.changer}`);
  return [];
}

export const hiddenFromAlike: Kind<AlikeCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ listing }) => listing?.sort !== undefined).flatMap(
      ([name, { resource = '', roles }]) => {
        const changer = changerOf(policy, resource);
        return changer === undefined || (policy.resources[resource]?.make.length ?? 0) !== 1
          ? []
          : lanes<AlikeCell>(
              {
                title: `${name} does not order rows that are alike by a field that is hidden`,
                gate: 'access',
                rule: 'hidden-field-searched',
                feature: resource,
              },
              shownInPart(policy, resource, roles).map(({ actor, tenant }) => ({
                id: `access/order-alike/${name}/${actor}`,
                title: `${actor} learns nothing from ${name} by the order of rows that differ in what only others may see`,
                operation: name,
                actor,
                tenant,
                changer,
              })),
            );
      },
    ),
  judge: keptInOrder,
};
