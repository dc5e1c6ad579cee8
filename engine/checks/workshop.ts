/**
 * Makes the rows that the run may change, and removes them. Whatever a check tries to alter is a row that the run made,
 * so that nothing of the deployment's own is at stake, and no check falsifies what another compares.
 */
import { matrixIdentities } from '../plan/cells.ts';
import { addressedBy, readerById, readersOf } from '../policy/resources.ts';
import type { Call } from '../probe/client.ts';
import { readPages } from '../probe/lists.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import type { Variety } from '../probe/variety.ts';
import { Blocked } from '../record/problem.ts';
import type { Changed, Ledger, Made, Noted } from '../session/ledger.ts';
import type { Form, World } from './world.ts';

const SWEEPS = 3;
const SETTLE_PATIENCE_MS = 20_000;
const SETTLE_PAUSE_MS = 50;

export const succeeded = ({ answer }: Call): boolean => answer.status >= 200 && answer.status < 300;

/** A request to make something was refused for what it says. */
export class NotMade extends Blocked {}

/** Statuses of a refusal that is about the request, and not about who makes it or how often. */
const isAboutRequest = ({ answer: { status } }: Call): boolean =>
  status >= 400 && status < 500 && ![401, 403, 429].includes(status);

/** Something that the run made and that is still there. */
export interface LeftBehind {
  resource: string;
  identity: string;
  rows: number;
}

export class Workshop {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #rows = new Map<string, Binding>();

  constructor(world: World, ledger: Ledger) {
    this.#world = world;
    this.#ledger = ledger;
  }

  /**
   * Who makes and removes a resource for a tenant: whoever stands for it, also where the platform gives each tenant its own
   * of a resource; else who may.
   */
  ownerOf(resource: string, tenant: string | undefined): string {
    const { policy } = this.#world;
    const described = policy.resources[resource];
    if (described?.owner !== 'platform') return this.#world.steward(tenant);
    const roles = policy.operations[described.make[0] ?? described.list]?.roles ?? [];
    const able = matrixIdentities(policy).filter(({ role }) => roles.includes(role));
    const steward = tenant === undefined ? undefined : this.#world.steward(tenant);
    const owner = able.find(({ name }) => name === steward) ?? able[0];
    if (!owner) throw new Blocked(`no identity of the policy may make or list ${resource}`);
    return owner.name;
  }

  /**
   * A row that may be changed: the one that was made before while it is still there, else a new one. Where the policy
   * makes none, the managed person of the tenant stands in, or what was found of a resource of the platform.
   *
   * @param variety by which it is of another kind
   * @throws Blocked when there is none and none can be made
   */
  async row(
    resource: string,
    tenant: string | undefined,
    owner: string,
    variety: Variety = {},
  ): Promise<Binding> {
    const key = `${resource}/${tenant ?? ''}/${owner}/${JSON.stringify(variety)}`;
    const known = this.#rows.get(key);
    if (known && (await this.#isThere(resource, tenant, owner, known))) return known;
    const made = await this.fresh(resource, tenant, owner, { variety });
    this.#rows.set(key, made);
    return made;
  }

  /**
   * A row of its own, which nobody else uses.
   *
   * @param owner who removes it
   * @param form `by`: who makes it, where that is somebody else
   */
  async fresh(
    resource: string,
    tenant: string | undefined,
    owner: string,
    { by = owner, ...form }: Form & { by?: string } = {},
  ): Promise<Binding> {
    const world = this.#world;
    const described = world.policy.resources[resource];
    const [first, ...rest] = described?.make ?? [];
    if (!described || !first) return this.#standIn(resource, tenant, owner);
    const parent = described.parent ? await this.row(described.parent, tenant, owner) : {};
    const call = await world.call(first, by, parent, tenant, form);
    const binding = await this.keep(resource, tenant, owner, call, parent);
    for (const name of rest) {
      const then = await world.call(name, by, this.bound(name, binding[described.parameter]), tenant);
      if (!succeeded(then)) throw new Blocked(`${by} was answered ${then.answer.status} by ${name}`);
    }
    return binding;
  }

  /** Notes what an answer says was made, so that it is removed in the end; ends when it has settled. */
  async keep(
    resource: string,
    tenant: string | undefined,
    identity: string,
    call: Call,
    parent: Binding = {},
  ): Promise<Binding> {
    const described = this.#world.policy.resources[resource];
    const id = (call.answer.json as Record<string, unknown> | undefined)?.[described?.id ?? 'id'];
    if (!described || !succeeded(call) || (typeof id !== 'string' && typeof id !== 'number')) {
      const reason = `${identity} was answered ${call.answer.status} by ${call.request.method} ${call.request.path}: no ${resource} was made`;
      throw isAboutRequest(call) ? new NotMade(reason) : new Blocked(reason);
    }
    const binding = { ...parent, [described.parameter]: String(id) };
    this.#ledger.add({ resource, identity, binding, ...(tenant ? { tenant } : {}) });
    await this.#settled(resource, tenant, identity, binding);
    return binding;
  }

  /** Waits until what is made in the background is there. */
  async #settled(resource: string, tenant: string | undefined, owner: string, at: Binding): Promise<void> {
    const world = this.#world;
    const described = world.policy.resources[resource];
    const settles = described?.settles;
    const reader = settles && readerById(world.policy, described);
    if (!settles || !reader) return;
    const end = Date.now() + SETTLE_PATIENCE_MS;
    for (;;) {
      const { answer } = await world.call(reader, owner, at, tenant);
      const [value] = valuesAt(answer.json, settles.pointer);
      if (typeof value === 'string' && settles.values.includes(value)) return;
      if (Date.now() > end)
        throw new Blocked(
          `${resource} of ${owner} did not settle within ${SETTLE_PATIENCE_MS / 1000} s: ${settles.pointer} is ${JSON.stringify(value)}`,
        );
      await new Promise((resume) => setTimeout(resume, SETTLE_PAUSE_MS));
    }
  }

  /** The binding of an operation whose last parameter is this id. */
  bound(operation: string, id: string | undefined): Binding {
    const addressed = addressedBy(this.#world.policy, this.#world.operation(operation).path);
    return addressed && id !== undefined ? { [addressed[1].parameter]: id } : {};
  }

  async #isThere(resource: string, tenant: string | undefined, owner: string, at: Binding): Promise<boolean> {
    const world = this.#world;
    const described = world.policy.resources[resource];
    if (!described || described.make.length === 0) return true;
    const reader = readerById(world.policy, described);
    if (reader) return succeeded(await world.call(reader, owner, at, tenant));
    const { rows } = await readPages(world.policy, await world.clientOf(owner), described, at);
    return rows.some((row) => String(row[described.id]) === at[described.parameter]);
  }

  async #standIn(resource: string, tenant: string | undefined, owner: string): Promise<Binding> {
    const world = this.#world;
    const { people, identities } = world.policy;
    if (people?.resource !== resource || tenant === undefined)
      return world.bind(`{${world.policy.resources[resource]?.parameter ?? ''}}`, tenant, owner);
    const [managed] =
      Object.entries(identities).find(
        ([, identity]) => identity.purpose === 'managed' && identity.tenant === tenant,
      ) ?? [];
    const all = await world.found(resource, tenant, owner);
    const found = all.find(
      ({ row }) => managed !== undefined && row[people.email] === world.emailOf(managed),
    );
    if (!found)
      throw new Blocked(`no managed identity of ${tenant} is among its ${resource}: nobody may be changed`);
    return found.binding;
  }

  /** Notes a row of which no answer said that it was made, or what is about to be changed, so that it is undone in the end. */
  adopt(noted: Noted): void {
    this.#ledger.add(noted);
  }

  /** Removes something, or puts it back, before the run is over. */
  async discard(noted: Noted): Promise<void> {
    await ('operation' in noted ? this.#putBack(noted) : this.#remove(noted));
    this.#ledger.close(noted);
  }

  /** @throws Blocked when it is refused: it stays noted */
  async #putBack({ operation, identity, binding }: Changed): Promise<void> {
    const call = await this.#world.call(operation, identity, binding, undefined);
    if (!succeeded(call))
      throw new Blocked(`${identity} was answered ${call.answer.status} by ${operation}: it is not put back`);
  }

  /**
   * Makes one of each resource below a row.
   *
   * @param at ids of the row
   * @returns the ids of each, by its resource
   */
  async below(
    resource: string,
    tenant: string,
    owner: string,
    at: Binding,
  ): Promise<Record<string, Binding>> {
    const world = this.#world;
    const made: Record<string, Binding> = {};
    for (const [name, { parent, make }] of Object.entries(world.policy.resources))
      if (parent === resource && make[0] !== undefined)
        made[name] = await this.keep(name, tenant, owner, await world.call(make[0], owner, at, tenant), at);
    return made;
  }

  async #remove({ resource, tenant, identity, binding }: Made): Promise<void> {
    const described = this.#world.policy.resources[resource];
    for (const name of described?.remove ?? []) {
      const addressed = this.bound(name, binding[described?.parameter ?? '']);
      // What is gone already answers 404; what stays is seen by the sweep.
      await this.#world.call(name, identity, { ...binding, ...addressed }, tenant);
    }
  }

  /**
   * Removes everything that the run made, noted or not: a row that carries the mark of the run was made by it.
   *
   * @returns what is still there
   */
  async clear(): Promise<LeftBehind[]> {
    this.#rows.clear();
    for (const noted of this.#ledger.open()) await this.discard(noted);
    let left = await this.#marked();
    for (let sweep = 0; sweep < SWEEPS && left.length > 0; sweep += 1) {
      for (const made of left) await this.#remove(made);
      left = await this.#marked();
    }
    const counts = new Map<string, LeftBehind>();
    for (const { resource, identity } of left) {
      const key = `${resource}/${identity}`;
      counts.set(key, { resource, identity, rows: (counts.get(key)?.rows ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  /** Every row with the run's mark in the lists that are not nested; what is nested goes with its parent. */
  async #marked(): Promise<Made[]> {
    const world = this.#world;
    const { policy } = world;
    const found: Made[] = [];
    for (const [resource, described] of Object.entries(policy.resources)) {
      if (described.remove.length === 0 || described.parent !== undefined) continue;
      const tenants = described.owner === 'platform' ? [undefined] : Object.keys(policy.tenants);
      for (const tenant of tenants) {
        const identity = this.ownerOf(resource, tenant);
        const { status, rows } = await readPages(policy, await world.clientOf(identity), described, {});
        if (status !== 200) throw new Blocked(`${described.list} answered ${status} to ${identity}`);
        for (const row of rows) {
          if (!JSON.stringify(row).includes(world.mark)) continue;
          const binding = { [described.parameter]: String(row[described.id]) };
          found.push({ resource, identity, binding, ...(tenant ? { tenant } : {}) });
        }
      }
    }
    return found;
  }
}

/** Whether the effect of an operation can be read again through the policy's own operations. */
export function isReadable(world: World, name: string): boolean {
  return readersOf(world.policy, name).length > 0;
}
