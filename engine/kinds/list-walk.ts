/** However a list is asked for, page by page, in any order, filtered: it holds own rows and no others. */
import type { Listing, Policy } from '../../policy/types.ts';
import { type ListPage, listPage, walkedOf } from '../checks/list-page.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { type Walked, incompleteIn, strangeIn } from '../oracle/listing.ts';
import { type Draft, group, identitiesOf } from '../plan/cells.ts';
import type { Call } from '../probe/client.ts';
import type { Found } from '../probe/lists.ts';
import type { Binding } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type Named, type TenantCell, operationsOf } from './kind.ts';

type WalkCell = TenantCell & { way: 'pages' | 'order' | 'filter'; parameter?: string; value?: string };

/** Large enough for every row of a tenant, in the lists that are not asked page by page. */
const ONE_PAGE = 100;
/** So many values of a filter are tried, of the own rows and of those of others. */
const VALUES_TRIED = 6;

/** A way to ask, and the rows that must come. */
interface Question {
  query: Record<string, string>;
  size: number;
  own: readonly Found[];
}

/** The lists of a policy whose rows belong to a tenant and stay as they are while nobody writes. */
export function listsOf(policy: Policy): Named[] {
  const lists = Object.values(policy.resources)
    .filter(({ owner, grows }) => owner === 'tenant' && !grows)
    .map(({ list }) => list);
  return operationsOf(policy, ({ scope }) => scope === 'tenant').filter(([name]) => lists.includes(name));
}

function waysOf(
  listing: Listing | undefined,
): { way: WalkCell['way']; says: string; parameter?: string; value?: string }[] {
  return [
    { way: 'pages', says: 'page by page' },
    ...(listing?.sort?.values ?? []).map((value) => ({
      way: 'order' as const,
      says: `in the order ${value}`,
      parameter: listing?.sort?.parameter ?? '',
      value,
    })),
    ...(listing?.filters ?? []).map(({ parameter }) => ({
      way: 'filter' as const,
      says: `filtered by ${parameter}`,
      parameter,
    })),
  ];
}

/** What must be asked, with the own rows among which the answer has to stay. */
function questionsOf(world: World, cell: WalkCell, own: readonly Found[]): Question[] {
  const operation = world.operation(cell.operation);
  const { parameter = '', value = '' } = cell;
  if (cell.way === 'pages') return [{ query: {}, size: Math.max(1, Math.ceil(own.length / 3)), own }];
  if (cell.way === 'order') return [{ query: { [parameter]: value }, size: ONE_PAGE, own }];
  const field = operation.listing?.filters.find((each) => each.parameter === parameter)?.field ?? '';
  const valuesOf = (rows: readonly Found[]): string[] =>
    [...new Set(rows.map(({ row }) => row[field]).filter((each) => typeof each === 'string'))] as string[];
  const ours = valuesOf(own);
  const others = Object.entries(world.harvest.resources[operation.resource ?? ''] ?? {})
    .filter(([tenant]) => tenant !== cell.tenant)
    .flatMap(([, rows]) => rows);
  const theirs = [...new Set(valuesOf(others))].filter((each) => !ours.includes(each));
  const asked = [...ours.slice(0, VALUES_TRIED), ...theirs.slice(0, VALUES_TRIED)];
  if (asked.length === 0) throw new Blocked(`no row has a value for the filter ${parameter}`);
  return asked.map((each) => ({
    query: { [parameter]: each },
    size: ONE_PAGE,
    own: own.filter(({ row }) => row[field] === each),
  }));
}

async function walk(world: World, cell: WalkCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const name = operation.resource ?? '';
  const resource = world.policy.resources[name];
  const found = await world.found(name, cell.tenant, world.steward(cell.tenant));
  const [first] = found;
  if (!resource || !first)
    throw new Blocked(`${cell.tenant} has no ${name}: an empty list would prove nothing`);
  // Of what lives below a parent, one parent's.
  const parent = Object.fromEntries(
    Object.entries(first.binding).filter(([key]) => key !== resource.parameter),
  );
  const own = found.filter(({ binding }) => Object.entries(parent).every(([key, id]) => binding[key] === id));
  const foreign = world.valuesOfOthers(cell.tenant);
  const isSteward = cell.actor === world.steward(cell.tenant);
  const problems: Problem[] = [];
  for (const question of questionsOf(world, cell, own)) {
    const { calls, walked } = await ask(world, cell, parent, question);
    const expected = question.own.map(({ binding }) => binding[resource.parameter] ?? '');
    const wrong = strangeIn(walked, expected);
    const seen = calls.flatMap((call) => valuesIn(call.answer.text, foreign, call.sent));
    // Whoever may read the most is the one of whom every row is known to come; others may be given fewer.
    const incomplete = isSteward ? incompleteIn(walked, expected) : undefined;
    if (wrong === undefined && seen.length === 0 && incomplete !== undefined)
      throw new Blocked(`${cell.operation} does not show what it holds: ${incomplete}`);
    if (wrong === undefined && seen.length === 0) continue;
    const of = Object.entries(question.query).map(([key, value]) => ` with ${key} ${value}`);
    problems.push({
      request: (calls.find((call) => valuesIn(call.answer.text, foreign, call.sent).length > 0) ?? calls[0])
        ?.request,
      expected: `no others than the ${expected.length} rows of ${cell.tenant}${of.join('')}`,
      seen: wrong ?? seen.map((value) => JSON.stringify(value)).join(', '),
    });
  }
  return problems;
}

/** Asks page by page, up to the page after the last. */
async function ask(
  world: World,
  cell: WalkCell,
  parent: Binding,
  { query, size, own }: Question,
): Promise<{ calls: Call[]; walked: Walked }> {
  const { id = 'id' } = world.policy.resources[world.operation(cell.operation).resource ?? ''] ?? {};
  const pages: ListPage[] = [];
  const last = Math.ceil(own.length / size) + 1;
  for (let number = 1; number <= last; number += 1)
    pages.push(await listPage(world, cell, number, { size, query, parent }));
  return {
    calls: pages.map(({ call }) => call),
    walked: walkedOf(pages, id),
  };
}

export const listWalk: Kind<WalkCell> = {
  plan: (policy) =>
    listsOf(policy).flatMap(([name, operation]) =>
      group<WalkCell>(
        {
          title: `${name} holds the own rows and no others, however it is asked`,
          gate: 'isolation',
          rule: 'foreign-rows-in-list',
          feature: operation.resource ?? name,
        },
        Object.keys(policy.tenants).flatMap((tenant) =>
          identitiesOf(policy, tenant, operation.roles).flatMap(({ name: actor }) =>
            waysOf(operation.listing).map(({ says, ...asked }): Draft<WalkCell> => ({
              id: ['isolation/list-walk', name, ...Object.values(asked), actor].join('/'),
              title: `${actor} gets the rows of ${tenant} alone from ${name}, ${says}`,
              operation: name,
              actor,
              tenant,
              ...asked,
            })),
          ),
        ),
      ),
    ),
  judge: walk,
};
