/**
 * Something is being made in the background as the database is cut off. What becomes of it is the application's own affair;
 * what is asked for once the database is back is made as it was before.
 */
import { type Outcome, unmadeProblems } from '../../oracle/outage.ts';
import type { OutageCell } from '../../plan/index.ts';
import { madeBy, readerById } from '../../policy/resources.ts';
import { type Binding, valuesAt } from '../../probe/templates.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import type { World } from '../world.ts';
import { type Ask, askOf, workBinding } from './ask.ts';
import type { Onlooker, Outage } from './outage.ts';

type WorkCell = Extract<OutageCell, { part: 'work' }>;

const isWork = (cell: OutageCell): cell is WorkCell => cell.part === 'work';

const PAUSE_MS = 50;
const pause = (): Promise<void> => new Promise((resume) => setTimeout(resume, PAUSE_MS));

/** What was asked for, and where it settled; no state where it did not. */
interface Made {
  outcome: Outcome;
  state?: string;
}

export class OutageWork implements Onlooker {
  readonly #world: World;
  readonly #cells: readonly WorkCell[];
  readonly #patience: number;
  readonly #recovery: number;
  readonly #asks = new Map<WorkCell, { ask: Ask; below: Binding; before: string }>();
  readonly #after = new Map<string, Problem[]>();

  /** @param cells of one outage; those that are about what is made in the background are looked at */
  constructor(
    world: World,
    { patienceSeconds, recoverySeconds }: { patienceSeconds: number; recoverySeconds: number },
    cells: readonly OutageCell[],
  ) {
    this.#world = world;
    this.#cells = cells.filter(isWork);
    this.#patience = patienceSeconds;
    this.#recovery = recoverySeconds;
  }

  /** While all is well it is made, and settles. */
  async before(): Promise<void> {
    for (const cell of this.#cells) {
      const below = await workBinding(this.#world, cell);
      const ask = await askOf(this.#world, cell, below);
      const { outcome, state } = await this.#made(cell, ask, below);
      if (state === undefined)
        throw new Blocked(
          `${cell.operation} was answered ${'call' in outcome ? outcome.call.answer.status : 'nothing'} to ${cell.actor}, and nothing settled within ${this.#recovery} s while the database was well`,
        );
      this.#asks.set(cell, { ask, below, before: state });
    }
  }

  async atLast(): Promise<void> {
    for (const [cell, { ask, below }] of this.#asks) this.#noted(cell, below, await ask.once(this.#patience));
  }

  during(): Promise<void> {
    return Promise.resolve();
  }

  async after(): Promise<void> {
    for (const [cell, { ask, below, before }] of this.#asks) {
      const { outcome, state } = await this.#made(cell, ask, below);
      this.#after.set(cell.id, unmadeProblems(outcome, state, before, this.#recovery));
    }
  }

  /** The ids of what an answer says was made, which is the run's to remove; undefined where nothing was. */
  #noted({ operation, actor, tenant }: WorkCell, below: Binding, outcome: Outcome): Binding | undefined {
    const resource = madeBy(this.#world.policy, operation) ?? '';
    const described = this.#world.policy.resources[resource];
    if (!described || !('call' in outcome) || outcome.call.answer.status >= 300) return undefined;
    const id = (outcome.call.answer.json as Record<string, unknown> | undefined)?.[described.id];
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
    const binding = { ...below, [described.parameter]: String(id) };
    this.#world.workshop.adopt({ resource, identity: actor, binding, ...(tenant ? { tenant } : {}) });
    return binding;
  }

  /** Asks for one until that is answered, and waits until it has settled. */
  async #made(cell: WorkCell, ask: Ask, below: Binding): Promise<Made> {
    const end = Date.now() + this.#recovery * 1000;
    let outcome = await ask.once(this.#recovery);
    let binding = this.#noted(cell, below, outcome);
    while (!binding && Date.now() < end) {
      await pause();
      outcome = await ask.once(this.#recovery);
      binding = this.#noted(cell, below, outcome);
    }
    const state = binding && (await this.#settled(cell, binding));
    return { outcome, ...(state === undefined ? {} : { state }) };
  }

  async #settled(cell: WorkCell, binding: Binding): Promise<string | undefined> {
    const { policy } = this.#world;
    const described = policy.resources[madeBy(policy, cell.operation) ?? ''];
    const reader = described && readerById(policy, described);
    if (!described?.settles || !reader)
      throw new Blocked(`the policy has no operation that reads how far what ${cell.operation} makes is`);
    const { pointer, values } = described.settles;
    const look = await askOf(this.#world, { ...cell, operation: reader }, binding);
    const end = Date.now() + this.#recovery * 1000;
    while (Date.now() < end) {
      const outcome = await look.once(this.#recovery);
      const [state] = 'call' in outcome ? valuesAt(outcome.call.answer.json, pointer) : [];
      if (typeof state === 'string' && values.includes(state)) return state;
      await pause();
    }
    return undefined;
  }

  async judge(outage: Outage, cell: OutageCell): Promise<Problem[]> {
    await outage.observe();
    const seen = this.#after.get(cell.id);
    if (!seen) throw new Blocked('nothing was asked for after the outage');
    return seen;
  }
}
