/**
 * One outage: everything is asked while the database is well, while it is disturbed, and when it is well again. What was
 * seen is kept, and each cell judges its part of it.
 */
import {
  type Outcome,
  type Values,
  closedProblems,
  recoveredProblems,
  servedProblems,
} from '../../oracle/outage.ts';
import type { FaultName, OutageCell } from '../../plan/index.ts';
import type { Call } from '../../probe/client.ts';
import { Blocked, type Problem } from '../../record/problem.ts';
import { readyUntil, statusOf, tells } from '../readiness.ts';
import type { World } from '../world.ts';
import { type Ask, askOf, controlOf, workBinding } from './ask.ts';
import { FaultProxy } from './fault-proxy.ts';

/** What else is looked at while the API is asked. */
export interface Onlooker {
  /** While all is well: shows that there is something to see. */
  before(): Promise<void>;
  /** When everything else is ready, right before the database is disturbed. */
  atLast?(): Promise<void>;
  during(): Promise<void>;
  after(): Promise<void>;
}

/** Slow, and by far not too slow. */
const ORDERS: Partial<Record<FaultName, string>> = { slow: 'slow?ms=25' };
const ROUNDS = 3;
/** How many are asked beside each other. */
const TENANTS = 2;
const NOBODYS: Values = { own: [], others: [] };
const PAUSE_MS = 50;

type Answered = OutageCell & { operation: string };
const isAnswered = (cell: OutageCell): cell is Answered => cell.part === 'read' || cell.part === 'write';

/** Something that was made ready, or the reason why it could not be. */
type Ready<T> = T | Blocked;

async function orBlocked<T>(work: Promise<T>): Promise<Ready<T>> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Blocked) return error;
    throw error;
  }
}

interface Prepared {
  ask: Ask;
  /** What a read was answered while all was well; a write is not tried then. */
  before: Call | undefined;
}

interface Observed {
  ready: Outcome;
  outcomes: ReadonlyMap<string, Outcome>;
  recovered: { ready: Outcome; problems: Problem[] };
  /** What two tenants were given, each beside the other. */
  apart: Problem[];
}

export class Outage {
  readonly #world: World;
  readonly #control: string | undefined;
  readonly #fault: FaultName;
  readonly #cells: readonly OutageCell[];
  readonly #onlookers: readonly Onlooker[];
  readonly #patience: number;
  readonly #recovery: number;
  readonly #prepared = new Map<string, Ready<Prepared>>();
  #observed: Promise<Observed> | undefined;

  /**
   * @param control address of the fault proxy; undefined where the deployment has none
   * @param cells all of one fault
   */
  constructor(
    world: World,
    control: string | undefined,
    cells: readonly OutageCell[],
    limits: { patienceSeconds: number; recoverySeconds: number },
    onlookers: readonly Onlooker[] = [],
  ) {
    this.#world = world;
    this.#control = control;
    this.#cells = cells;
    this.#fault = cells[0]?.fault ?? 'cut';
    this.#onlookers = onlookers;
    this.#patience = limits.patienceSeconds;
    this.#recovery = limits.recoverySeconds;
  }

  /** Whether the database can be asked at all, well or not. */
  get #serves(): boolean {
    return this.#fault === 'slow' || this.#fault === 'read-only';
  }

  /** Has the outage happen, once. Throws Blocked when it could not be brought about. */
  observe(): Promise<Observed> {
    return (this.#observed ??= this.#happen());
  }

  async #happen(): Promise<Observed> {
    const proxy = new FaultProxy(this.#control);
    const up = statusOf(await readyUntil(this.#world, (status) => status === 200, this.#recovery));
    if (up !== 200) throw new Blocked(`readiness answered ${up} before the database was disturbed`);
    const [pairs] = await Promise.all([
      this.#prepare().then(() => this.#pairs()),
      ...this.#onlookers.map((onlooker) => onlooker.before()),
    ]);
    for (const onlooker of this.#onlookers) await onlooker.atLast?.();
    await proxy.order(ORDERS[this.#fault] ?? this.#fault);
    let outcomes: ReadonlyMap<string, Outcome>;
    let state: Outcome;
    try {
      [state, outcomes] = await Promise.all([
        readyUntil(this.#world, (status) => this.#serves || status !== 200, this.#patience),
        this.#askAll(),
        ...this.#onlookers.map((onlooker) => onlooker.during()),
      ]);
    } finally {
      await proxy.order('pass');
    }
    const end = Date.now() + this.#recovery * 1000;
    const again = await readyUntil(this.#world, (status) => status === 200, this.#recovery);
    const [[apart, problems]] = await Promise.all([
      // First of all, while every connection is as the outage has left it.
      this.#keepApart(pairs, end).then(async (seen) => [seen, await this.#recovered(end)] as const),
      ...this.#onlookers.map((onlooker) => onlooker.after()),
    ]);
    return { ready: state, outcomes, recovered: { ready: again, problems }, apart };
  }

  async #prepare(): Promise<void> {
    // Everybody's session once, so that what is asked at the same time does not renew it at the same time.
    const tenants = Object.keys(this.#world.policy.tenants).slice(0, TENANTS);
    const actors = new Set([
      ...this.#cells.flatMap((cell) => ('actor' in cell && cell.part !== 'logout' ? [cell.actor] : [])),
      ...tenants.map((tenant) => this.#world.steward(tenant)),
    ]);
    for (const actor of actors) await orBlocked(this.#world.clientOf(actor));
    // Rows to work on are made one after the other, so that no two checks make the same.
    for (const cell of this.#cells)
      if (isAnswered(cell) && cell.part === 'write') {
        const made = workBinding(this.#world, cell).then((binding) => askOf(this.#world, cell, binding));
        this.#prepared.set(cell.id, await orBlocked(made.then((ask) => ({ ask, before: undefined }))));
      }
    await Promise.all(
      this.#cells.map(async (cell) => {
        if (!isAnswered(cell) || cell.part !== 'read') return;
        this.#prepared.set(cell.id, await orBlocked(this.#read(cell.operation, cell)));
      }),
    );
  }

  async #read(operation: string, by: { actor: string; tenant?: string }): Promise<Prepared> {
    const { path } = this.#world.operation(operation);
    const binding = await this.#world.bind(path, by.tenant, by.actor);
    const ask = await askOf(this.#world, { ...by, operation }, binding);
    return { ask, before: await controlOf(ask, this.#patience) };
  }

  async #askAll(): Promise<ReadonlyMap<string, Outcome>> {
    const outcomes = await Promise.all(
      [...this.#prepared].map(async ([id, prepared]): Promise<[string, Outcome][]> =>
        prepared instanceof Blocked ? [] : [[id, await prepared.ask.once(this.#patience)]],
      ),
    );
    return new Map(outcomes.flat());
  }

  /** What two tenants are to be asked beside each other: reads without an id, which hold whatever rows there are. */
  async #pairs(): Promise<Prepared[]> {
    const tenants = Object.keys(this.#world.policy.tenants).slice(0, TENANTS);
    const wanted = this.#cells.filter(isAnswered).filter(({ operation, part }) => {
      const { path, scope, stream } = this.#world.operation(operation);
      return part === 'read' && scope === 'tenant' && !stream && !path.includes('{');
    });
    const pairs = await Promise.all(
      wanted.flatMap(({ operation }) =>
        tenants.map(async (tenant) =>
          orBlocked(this.#read(operation, { actor: this.#world.steward(tenant), tenant })),
        ),
      ),
    );
    const good = pairs.filter((one): one is Prepared => !(one instanceof Blocked));
    if (new Set(good.map(({ ask }) => ask.tenant)).size < 2)
      throw new Blocked('two tenants are needed, each of which can be shown its rows');
    return good;
  }

  #values(tenant: string | undefined): Values {
    // What the platform may know of its tenants, the policy does not say.
    if (tenant === undefined) return NOBODYS;
    return { own: this.#world.victimValues(tenant), others: this.#world.valuesOfOthers(tenant) };
  }

  /**
   * Asks until it is answered rightly, or the time is over; what was wrong last. Only an error may still be one of the
   * outage: rows of others, no rows, and a denial are wrong at once.
   */
  async #eventually({ ask, before }: Prepared, end: number): Promise<Problem[]> {
    for (;;) {
      const outcome = await ask.once(this.#recovery);
      const problems = recoveredProblems(outcome, before, this.#values(ask.tenant));
      const status = statusOf(outcome);
      const mayPass = status === 0 || status >= 500;
      if (problems.length === 0 || !mayPass || Date.now() > end)
        return problems.map((problem) => ({ ...problem, actor: ask.actor }));
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  }

  async #keepApart(pairs: readonly Prepared[], end: number): Promise<Problem[]> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const seen = await Promise.all(pairs.map((one) => this.#eventually(one, end)));
      const problems = seen.flat();
      if (problems.length > 0) return problems.slice(0, 3);
    }
    return [];
  }

  async #recovered(end: number): Promise<Problem[]> {
    const reads = [...this.#prepared.values()].filter(
      (one): one is Prepared => !(one instanceof Blocked) && one.before !== undefined,
    );
    const seen = await Promise.all(reads.map((one) => this.#eventually(one, end)));
    return seen.flat().slice(0, 3);
  }

  /** What a cell saw of the outage. */
  async judge(cell: OutageCell): Promise<Problem[]> {
    const { ready: state, outcomes, recovered, apart } = await this.observe();
    if (cell.part === 'ready') return this.#readiness(state);
    if (cell.part === 'apart') return apart;
    if (cell.part === 'recovery') return this.#recoveryOf(recovered);
    const prepared = this.#prepared.get(cell.id);
    if (prepared instanceof Blocked) throw prepared;
    const outcome = outcomes.get(cell.id);
    if (!prepared || !outcome) throw new Blocked('nothing was asked');
    const values = this.#values('tenant' in cell ? cell.tenant : undefined);
    const judge = this.#serves && cell.part === 'read' ? servedProblems : closedProblems;
    return judge(outcome, prepared.before, this.#world.policy.errors, values);
  }

  #readiness(state: Outcome): Problem[] {
    if ('unanswered' in state) return closedProblems(state, undefined, this.#world.policy.errors, NOBODYS);
    const { answer, request } = state.call;
    // Whoever can still be read from may be ready or not; whoever cannot be asked is not.
    const follows = answer.status === 503 || (this.#serves && answer.status === 200);
    const problem: Problem = {
      rule: 'readiness-endpoint',
      request,
      expected: this.#serves ? 'up, or down with status 503' : 'down, with status 503',
      seen: `status ${answer.status}`,
    };
    return [...(follows ? [] : [problem]), ...tells(state.call)];
  }

  #recoveryOf({ ready: again, problems }: Observed['recovered']): Problem[] {
    if (statusOf(again) === 200) return problems;
    const expected = `ready again within ${this.#recovery} s`;
    return [
      'call' in again
        ? {
            rule: 'readiness-endpoint',
            request: again.call.request,
            expected,
            seen: `status ${statusOf(again)}`,
          }
        : { rule: 'outage-recovery', request: again.request, expected, seen: again.unanswered },
      ...problems,
    ];
  }
}
