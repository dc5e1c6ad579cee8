/** Rows that differ in kind: a fault may show at the archived, the accepted or the critical ones alone. Pure. */
import type { OperationPolicy } from '../../policy/types.ts';
import type { Row } from './canaries.ts';

/** A field with more values than this tells single rows apart, and not kinds of them. */
const KINDS_LIMIT = 8;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Field by field, what kind of row it is: its value where there are few of them, else whether it has any. */
function kindsOf(row: Row, chosen: ReadonlySet<string>): string[] {
  return Object.entries(row).map(([field, value]) => {
    if (isEmpty(value)) return `${field} empty`;
    return chosen.has(field) ? `${field} ${JSON.stringify(value)}` : `${field} there`;
  });
}

/** Fields whose values stand for kinds of rows: few of them, most of which come up again. */
function fieldsOfKinds(rows: readonly Row[]): Set<string> {
  const fields = new Set(rows.flatMap((row) => Object.keys(row)));
  return new Set(
    [...fields].filter((field) => {
      const values = rows.map((row) => row[field]).filter((value) => !isEmpty(value));
      if (values.some((value) => typeof value === 'object')) return false;
      const different = new Set(values).size;
      return different <= KINDS_LIMIT && different * 2 <= values.length;
    }),
  );
}

/**
 * The first, and whichever of the others shows a kind that none before it has shown.
 *
 * @param rowOf the fields by which an item is told from others
 * @param among more items, by which it is known what a kind is: few of them have none that comes up again
 */
export function varied<T>(
  items: readonly T[],
  rowOf: (item: T) => Row,
  { among = items, limit = 8 }: { among?: readonly T[]; limit?: number } = {},
): T[] {
  const fields = fieldsOfKinds(among.map(rowOf));
  const seen = new Set<string>();
  const chosen = items.filter((item) => {
    const fresh = kindsOf(rowOf(item), fields).filter((kind) => !seen.has(kind));
    for (const kind of fresh) seen.add(kind);
    return fresh.length > 0;
  });
  return chosen.slice(0, limit);
}

/** Fields of a body by which what is made with it is of another kind than what the policy's own makes. */
export type Variety = Readonly<Row>;

/** The operation with a body that makes this kind. */
export const ofVariety = (operation: OperationPolicy, variety: Variety): OperationPolicy =>
  operation.body ? { ...operation, body: { ...operation.body, ...variety } } : operation;

/**
 * What else a body could make: where it chooses one of the few values that rows have in that field, each of the others, in
 * as few bodies as will do.
 *
 * @param mayBe whether a value may be chosen
 */
export function varietiesOf(
  body: Row,
  rows: readonly Row[],
  mayBe: (value: unknown) => boolean = () => true,
): Variety[] {
  const fields = fieldsOfKinds(rows);
  const choices = Object.entries(body).flatMap(([field, chosen]): [field: string, others: unknown[]][] => {
    const values = fields.has(field) ? [...new Set(rows.map((row) => row[field]))] : [];
    // What no row has is a text of the policy's own, and no choice.
    if (!values.includes(chosen)) return [];
    const others = values.filter((value) => value !== chosen && !isEmpty(value) && mayBe(value));
    return others.length > 0 ? [[field, others]] : [];
  });
  const most = Math.max(0, ...choices.map(([, others]) => others.length));
  return Array.from({ length: most }, (_, turn) =>
    Object.fromEntries(choices.map(([field, others]) => [field, others[turn % others.length]])),
  );
}

/** A place among those that share a list among themselves, and how many these are. */
export interface Share {
  turn: number;
  of: number;
}

/** Of a list: the first everywhere, and of the others each at one place at least, so that together all are tried. */
export function shareOf<T>(list: readonly T[], { turn, of }: Share): T[] {
  const [first, ...others] = list;
  if (first === undefined) return [];
  const own = others.filter((_, index) => index % of === turn % of);
  // Where there are more places than others, some are tried twice.
  const spare = others.slice(turn % Math.max(1, others.length)).slice(0, 1);
  return [first, ...(own.length > 0 ? own : spare)];
}
