/** What a competitor is, and which of its fields a role sees. */
import type { MemberRole } from '../auth/principal.ts';
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { amount, nullable, object, type Schema, text } from '../http/schema.ts';

/** A row as the database gives it. */
export interface Competitor {
  id: string;
  name: string;
  category: string;
  city: string;
  price: number;
  website: string | null;
  notes: string | null;
  costBasis: number | null;
  version: number;
  createdAt: Date;
  createdBy: string | null;
}

/** What may be written; the property names are those of the API. */
export interface CompetitorInput {
  name?: string;
  category?: string;
  city?: string;
  price?: number;
  website?: string | null;
  notes?: string | null;
  costBasis?: number | null;
}

export const COMPETITOR_COLUMNS = `
  c.id, c.name, c.category, c.city, c.price::float8 AS price, c.website, c.notes,
  c.cost_basis::float8 AS "costBasis", c.version, c.created_at AS "createdAt",
  (SELECT u.name FROM users u WHERE u.id = c.created_by) AS "createdBy"`;

export const COMPETITOR_BODY: Schema = object(
  {
    name: text(120),
    category: text(40),
    city: text(80),
    price: amount,
    website: nullable({ type: 'string', maxLength: 200, format: 'uri' }),
    notes: nullable(text(2000)),
    costBasis: nullable(amount),
  },
  ['name', 'category', 'city', 'price'],
);

const WRITTEN_AS: Readonly<Record<keyof CompetitorInput, string>> = {
  name: 'name',
  category: 'category',
  city: 'city',
  price: 'price',
  website: 'website',
  notes: 'notes',
  costBasis: 'cost_basis',
};

/** Columns and values of an input, in the same order. */
export function columnsOf(input: CompetitorInput): { columns: string[]; values: unknown[] } {
  const keys = (Object.keys(WRITTEN_AS) as (keyof CompetitorInput)[]).filter(
    (key) => input[key] !== undefined,
  );
  return { columns: keys.map((key) => WRITTEN_AS[key]), values: keys.map((key) => input[key]) };
}

/** Viewers are shown neither notes nor cost basis. */
export function visibleTo<Row extends Competitor>(role: MemberRole, row: Row): Partial<Row> {
  if (role !== 'viewer') return row;
  const { notes: _notes, costBasis: _costBasis, ...visible } = row;
  return visible as Partial<Row>;
}

/** @throws Problem `forbidden` when a field is written that the role may only see */
export function requireWritable(role: MemberRole, input: CompetitorInput): void {
  if (role !== 'admin' && input.costBasis !== undefined) throw new Problem('forbidden');
}

/**
 * The competitor with this id, among those that are not in the trash.
 *
 * @throws Problem `not_found` for an id of another tenant, of the trash, or of nothing: they are the same
 */
export async function findCompetitor(tx: Transaction, id: string, lock = false): Promise<Competitor> {
  const row = await tx.row<Competitor>(
    `SELECT ${COMPETITOR_COLUMNS} FROM competitors c WHERE c.id = $1 AND c.deleted_at IS NULL
     ${lock ? 'FOR UPDATE OF c' : ''}`,
    [id],
  );
  if (!row) throw new Problem('not_found');
  return row;
}
