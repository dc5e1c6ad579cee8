/** One page of a list, asked for by its number; for checks that hold one page against another. */
import type { Walked } from '../oracle/listing.ts';
import type { Call } from '../probe/client.ts';
import { type Binding, valuesAt } from '../probe/templates.ts';
import { Blocked } from '../record/problem.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

export interface ListPage {
  call: Call;
  /** From 1. */
  number: number;
  rows: Record<string, unknown>[];
  /** Undefined where the answer tells none. */
  total: number | undefined;
}

export interface ListAsked {
  /** Rows on a page. */
  size: number;
  /** What is asked besides the page. */
  query?: Readonly<Record<string, string>>;
  /** Of a list below a row, that row. */
  parent?: Binding;
}

/** Who asks which operation. */
interface Asker {
  operation: string;
  actor: string;
  tenant: string;
}

/**
 * Asks an operation that reads with these parameters, besides those of a valid request.
 *
 * @param parent of what is read below a row, that row
 * @throws Blocked when it is refused: what is not shown proves nothing
 */
export async function askWith(
  world: World,
  { operation: name, actor, tenant }: Asker,
  query: Readonly<Record<string, string>>,
  parent: Binding = {},
): Promise<Call> {
  const operation = world.operation(name);
  const shape = world.shape(operation, parent, tenant);
  const [path = '', before = ''] = shape.path.split('?');
  const parameters = new URLSearchParams(before);
  for (const [key, value] of Object.entries(query)) parameters.set(key, value);
  const client = await world.clientOf(actor);
  const asked = parameters.toString();
  const call = await client.send(operation.method, {
    ...shape,
    path: asked === '' ? path : `${path}?${asked}`,
  });
  if (!succeeded(call))
    throw new Blocked(`${actor} was answered ${call.answer.status} by ${name} with “${asked}”`);
  return call;
}

/** What an answer holds of a list. Throws Blocked when it is none. */
function pageIn(world: World, { operation: name }: Asker, call: Call, number: number): ListPage {
  const { paging, resources } = world.policy;
  const items = resources[world.operation(name).resource ?? '']?.items ?? '';
  const rows = valuesAt(call.answer.json, items)[0];
  if (!Array.isArray(rows)) throw new Blocked(`page ${number} of ${name} has no list at ${items}`);
  const total = valuesAt(call.answer.json, paging.total)[0];
  return {
    call,
    number,
    rows: rows as Record<string, unknown>[],
    total: typeof total === 'number' ? total : undefined,
  };
}

/** @throws Blocked when the answer is no list: what is not shown proves nothing */
export async function listPage(
  world: World,
  asker: Asker,
  number: number,
  { size, query = {}, parent = {} }: ListAsked,
): Promise<ListPage> {
  const { page, size: pageSize } = world.policy.paging;
  const asked = { ...query, [page]: String(number), [pageSize]: String(size) };
  return pageIn(world, asker, await askWith(world, asker, asked, parent), number);
}

/**
 * What comes of a list when no page is asked for.
 *
 * @throws Blocked when the answer is no list
 */
export async function firstRows(
  world: World,
  asker: Asker,
  query: Readonly<Record<string, string>> = {},
): Promise<ListPage> {
  return pageIn(world, asker, await askWith(world, asker, query), 1);
}

/** Pages of a list, each in its place, by the ids of their rows. */
export function walkedOf(pages: readonly ListPage[], id: string): Walked {
  const last = Math.max(0, ...pages.map(({ number }) => number));
  return {
    pages: Array.from({ length: last }, (_, index) =>
      (pages.find(({ number }) => number === index + 1)?.rows ?? []).map((row) => String(row[id])),
    ),
    totals: pages.map(({ total }) => total),
  };
}
