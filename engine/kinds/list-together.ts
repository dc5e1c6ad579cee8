/**
 * A list that is filtered, sorted and searched at once, page by page or not, holds own rows and no others also right after
 * another tenant asked the same: what is kept of such an answer is kept for one tenant alone. (One at a time, they are tried
 * in `isolation/list-walk`.)
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { type ListPage, firstRows, listPage, walkedOf } from '../checks/list-page.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { strangeIn } from '../oracle/listing.ts';
import { type Draft, firstOfEachRole, group, identitiesOf } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import type { Row } from '../probe/canaries.ts';
import type { Found } from '../probe/lists.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, Named, TenantCell } from './kind.ts';
import { listsOf } from './list-walk.ts';

/** `first` is who asks right before, of another tenant and the same role. */
type TogetherCell = TenantCell & { first: string };

/** Rows on a page: as many as any list gives. */
const MOST_ON_PAGE = 100;

type Query = Readonly<Record<string, string>>;
type Asked = Pick<OperationPolicy, 'resource' | 'listing' | 'search'>;

/** The values of each parameter of a list, as they are asked for to find a row. */
function parametersFor({ resource, listing, search }: Asked, row: Row): Query[][] {
  const { parameter: by = '', values = [] } = listing?.sort ?? {};
  const texts = [
    ...(listing?.filters ?? []),
    ...(search !== undefined && search.resource === resource ? [search] : []),
  ].flatMap(({ parameter, field }) => {
    const value = row[field];
    return typeof value === 'string' ? [[{ [parameter]: value }]] : [];
  });
  return [...texts, values.map((value) => ({ [by]: value }))].filter((each) => each.length > 0);
}

/**
 * What is asked to find a row by several parameters at once: by every two, with each of their values, and by all, with the
 * last of each. Pure.
 */
export function questionsFor(operation: Asked, row: Row): Query[] {
  const parameters = parametersFor(operation, row);
  const pairs = parameters.flatMap((one, index) =>
    parameters
      .slice(index + 1)
      .flatMap((other) => one.flatMap((a) => other.map((b): Query => ({ ...a, ...b })))),
  );
  const all = parameters.reduce<Query>((query, values) => ({ ...query, ...values.at(-1) }), {});
  return parameters.length > 2 ? [...pairs, all] : pairs;
}

const hasSeveral = ({ resource, listing, search }: OperationPolicy): boolean =>
  (listing?.filters.length ?? 0) +
    (listing?.sort ? 1 : 0) +
    (search !== undefined && search.resource === resource ? 1 : 0) >
  1;

/** Asks what is kept of a question whose answer others were just given. */
class Together {
  readonly #world: World;
  readonly #cell: TogetherCell;
  readonly #operation: OperationPolicy;

  constructor(world: World, cell: TogetherCell) {
    this.#world = world;
    this.#cell = cell;
    this.#operation = world.operation(cell.operation);
  }

  #rowsOf(tenant: string): readonly Found[] {
    return this.#world.harvest.resources[this.#operation.resource ?? '']?.[tenant] ?? [];
  }

  /** Rows that a question may be answered with; what a search finds besides is not known. */
  #matching(tenant: string, query: Query): Found[] {
    const filters = this.#operation.listing?.filters ?? [];
    return this.#rowsOf(tenant).filter(({ row }) =>
      filters.every(({ parameter, field }) => !(parameter in query) || row[field] === query[parameter]),
    );
  }

  /** The row that is asked for: one that every filter finds, and of a kind that both tenants have, where there is any. */
  #row(theirs: string): Row {
    const { listing } = this.#operation;
    const own = this.#rowsOf(this.#cell.tenant);
    const isOfBoth = ({ row }: Found): boolean =>
      listing?.filters.every(({ field }) => own.some((each) => each.row[field] === row[field])) ?? true;
    const found = this.#rowsOf(theirs);
    const whole = found.filter(
      ({ row }) => listing?.filters.every(({ field }) => typeof row[field] === 'string') ?? true,
    );
    const chosen = whole.find(isOfBoth) ?? whole[0] ?? found[0];
    if (!chosen)
      throw new Blocked(`${theirs} has no ${this.#operation.resource} that could be given to others`);
    return chosen.row;
  }

  /** What is wrong with the rows that somebody of a tenant is given. */
  #judge(actor: string, tenant: string, query: Query, page: ListPage): Problem[] {
    const { id = 'id', parameter = '' } = this.#world.policy.resources[this.#operation.resource ?? ''] ?? {};
    const own = this.#matching(tenant, query).map(({ binding }) => binding[parameter] ?? '');
    const wrong = strangeIn(walkedOf([page], id), own);
    const { call } = page;
    const sent = [call.sent, ...Object.values(query)].join('\n');
    const seen = valuesIn(call.answer.text, this.#world.valuesOfOthers(tenant), sent);
    if (wrong === undefined && seen.length === 0) return [];
    return [
      {
        actor,
        request: call.request,
        expected: `no others than the rows of ${tenant}`,
        seen: wrong ?? seen.map((value) => JSON.stringify(value)).join(', '),
      },
    ];
  }

  /** Both ask the same, one right after the other. */
  async #ask(theirs: string, query: Query, page?: { number: number; size: number }): Promise<Problem[]> {
    const { operation, actor, first, tenant } = this.#cell;
    for (const [who, at] of [
      [first, theirs],
      [actor, tenant],
    ] as const) {
      const asker = { operation, actor: who, tenant: at };
      const answer = page
        ? await listPage(this.#world, asker, page.number, { size: page.size, query })
        : await firstRows(this.#world, asker, query);
      const problems = this.#judge(who, at, query, answer);
      if (problems.length > 0) return problems;
      if (who === first && answer.rows.length === 0)
        throw new Blocked(
          `${first} finds no own row with ${operation}: there is nothing that could be kept for others`,
        );
    }
    return [];
  }

  async judge(): Promise<Problem[]> {
    const { search } = this.#operation;
    const theirs = this.#world.policy.identities[this.#cell.first]?.tenant ?? '';
    const questions = questionsFor(this.#operation, this.#row(theirs));
    if (questions.length === 0)
      throw new Blocked(
        `no row of ${theirs} has values by which ${this.#cell.operation} could be asked for it`,
      );
    for (const query of questions) {
      const first = await this.#ask(theirs, query);
      if (first.length > 0) return first;
      // How many rows a search finds is not known, and so neither is what there is on its second page.
      const rows =
        search !== undefined && search.parameter in query ? 0 : this.#matching(theirs, query).length;
      const size = Math.min(Math.ceil(rows / 2), MOST_ON_PAGE);
      const further = rows > 1 ? await this.#ask(theirs, query, { number: 2, size }) : [];
      if (further.length > 0) return further;
    }
    return [];
  }
}

function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<TogetherCell>[] {
  const tenants = Object.keys(policy.tenants);
  return tenants.flatMap((tenant, index) =>
    firstOfEachRole(identitiesOf(policy, tenant, roles)).flatMap(({ name: actor, role }) => {
      const before = tenants.at(index - 1) ?? tenant;
      const first = before === tenant ? undefined : identitiesOf(policy, before, [role])[0]?.name;
      return first === undefined
        ? []
        : [
            {
              id: `isolation/list-together/${name}/${actor}/${first}`,
              title: `${actor} gets the rows of ${tenant} alone from ${name} when ${first} has just asked the same`,
              operation: name,
              actor,
              tenant,
              first,
            },
          ];
    }),
  );
}

export const listTogether: Kind<TogetherCell> = {
  plan: (policy) =>
    listsOf(policy)
      .filter(([, operation]) => hasSeveral(operation) && parametersOf(operation.path).length === 0)
      .flatMap((named) =>
        group<TogetherCell>(
          {
            title: `${named[0]} holds the own rows and no others, asked by several parameters at once`,
            gate: 'isolation',
            rule: 'foreign-rows-in-list',
            feature: named[1].resource ?? named[0],
          },
          cellsAt(policy, named),
        ),
      ),
  judge: (world, cell) => new Together(world, cell).judge(),
};
