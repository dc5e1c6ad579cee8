/** Lists come in pages; the total is counted in the same statement's transaction. */
import type { Transaction } from '../db/pool.ts';
import type { Schema } from './schema.ts';

export interface PageQuery {
  page: number;
  pageSize: number;
}

export interface Page<Item> {
  items: Item[];
  total: number;
  page: number;
  pageSize: number;
}

export const pageQuery: Record<string, Schema> = {
  page: { type: 'integer', minimum: 1, maximum: 100_000, default: 1 },
  pageSize: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
};

/**
 * One page of a query.
 *
 * @param select columns, as after SELECT
 * @param from everything from FROM to the last condition
 * @param order a complete order, so that no row is on two pages
 * @param values for the placeholders in `select` and `from`
 */
export async function pageOf<Item>(
  tx: Transaction,
  { page, pageSize }: PageQuery,
  { select, from, order, values = [] }: { select: string; from: string; order: string; values?: unknown[] },
): Promise<Page<Item>> {
  const counted = await tx.row<{ total: number }>(`SELECT count(*)::int AS total ${from}`, values);
  const items = await tx.rows<Item>(
    `SELECT ${select} ${from} ORDER BY ${order} LIMIT $${values.length + 1} OFFSET $${values.length + 2}`,
    [...values, pageSize, (page - 1) * pageSize],
  );
  return { items, total: counted?.total ?? 0, page, pageSize };
}
