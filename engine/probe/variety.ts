/** Rows that differ in kind: a fault may show at the archived, the accepted or the critical ones alone. Pure. */
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
 */
export function varied<T>(items: readonly T[], rowOf: (item: T) => Row, limit = 8): T[] {
  const fields = fieldsOfKinds(items.map(rowOf));
  const seen = new Set<string>();
  const chosen = items.filter((item) => {
    const fresh = kindsOf(rowOf(item), fields).filter((kind) => !seen.has(kind));
    for (const kind of fresh) seen.add(kind);
    return fresh.length > 0;
  });
  return chosen.slice(0, limit);
}
