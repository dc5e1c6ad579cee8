/** Competitors: the list with search, and single ones. */
import { isUniqueViolation } from '../db/failures.ts';
import { Problem } from '../errors.ts';
import { etagOf, isUnchanged, requireMatch } from '../http/etag.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { choice, patchOf, text } from '../http/schema.ts';
import type { Services } from '../services.ts';
import {
  columnsOf,
  COMPETITOR_BODY,
  COMPETITOR_COLUMNS,
  type Competitor,
  type CompetitorInput,
  findCompetitor,
  requireWritable,
  visibleTo,
} from './competitor-fields.ts';
import { ADMINS, ALL, EDITORS, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/competitors';
const ITEM = `${PATH}/:competitorId`;

const ORDERS = {
  name: 'lower(c.name), c.id',
  '-name': 'lower(c.name) DESC, c.id',
  price: 'c.price, c.id',
  '-price': 'c.price DESC, c.id',
  createdAt: 'c.created_at, c.id',
  '-createdAt': 'c.created_at DESC, c.id',
} as const;

interface ListQuery extends PageQuery {
  search?: string;
  category?: string;
  sort: keyof typeof ORDERS;
}

interface ById {
  params: { competitorId: string };
}

/** Text as a pattern that matches it anywhere. */
export function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A name that is taken is a conflict within the organisation, and unknown beyond it. */
export async function conflictIfTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isUniqueViolation(error) ? new Problem('conflict') : error;
  }
}

export function competitorOperations({ database, changes, cache }: Services): Operation[] {
  return [
    forMembers<{ query: ListQuery }>(ALL, {
      id: 'listCompetitors',
      method: 'GET',
      path: PATH,
      summary: 'Competitors, with search, filter and the count of each category',
      scope: 'tenant',
      success: 200,
      answer: 'CompetitorPage',
      query: {
        search: text(100),
        category: text(40),
        sort: { ...choice(Object.keys(ORDERS)), default: 'name' },
        ...pageQuery,
      },
      handler: async ({ who, query }) => {
        // Only what every role may see is searched; otherwise a viewer could guess notes word by word.
        const found = `FROM competitors c WHERE c.deleted_at IS NULL
          AND ($1::text IS NULL OR c.name ILIKE $1 OR c.city ILIKE $1)`;
        const search = query.search === undefined ? null : containing(query.search);
        const body = await database.withTenant(who, async (tx) => {
          const page = await pageOf<Competitor>(tx, query, {
            select: COMPETITOR_COLUMNS,
            from: `${found} AND ($2::text IS NULL OR c.category = $2)`,
            order: ORDERS[query.sort],
            values: [search, query.category ?? null],
          });
          const facets = await tx.rows<{ category: string; count: number }>(
            `SELECT c.category, count(*)::int AS count ${found} GROUP BY c.category ORDER BY c.category`,
            [search],
          );
          return {
            ...page,
            items: page.items.map((row) => visibleTo(who.role, row)),
            facets: Object.fromEntries(facets.map(({ category, count }) => [category, count])),
          };
        });
        return { body };
      },
    }),
    forMembers<{ body: CompetitorInput }>(EDITORS, {
      id: 'createCompetitor',
      method: 'POST',
      path: PATH,
      summary: 'Add a competitor',
      scope: 'tenant',
      success: 201,
      answer: 'Competitor',
      body: COMPETITOR_BODY,
      handler: async ({ who, body }) => {
        requireWritable(who.role, body);
        const { columns, values } = columnsOf(body);
        const places = columns.map((_, index) => `$${index + 3}`).join(', ');
        const created = await conflictIfTaken(
          changes.commit(who, 'competitor.create', async (tx) => {
            const row = await tx.row<{ id: string }>(
              `INSERT INTO competitors (tenant_id, created_by, ${columns.join(', ')})
               VALUES ($1, $2, ${places}) RETURNING id`,
              [who.tenantId, who.userId, ...values],
            );
            const competitor = await findCompetitor(tx, row?.id ?? '');
            return { target: competitor.name, result: competitor };
          }),
        );
        const visible = visibleTo(who.role, created);
        return { body: visible, headers: { location: `${PATH}/${created.id}`, etag: etagOf(visible) } };
      },
    }),
    forMembers<ById>(ALL, {
      id: 'getCompetitor',
      method: 'GET',
      path: ITEM,
      summary: 'One competitor',
      scope: 'tenant',
      success: 200,
      answer: 'Competitor',
      handler: async ({ who, params, request }) => {
        const body = await cache.remember(who, `competitor ${params.competitorId}`, async () => {
          const row = await database.withTenant(who, (tx) => findCompetitor(tx, params.competitorId));
          return visibleTo(who.role, row);
        });
        const etag = etagOf(body);
        if (isUnchanged(request.headers['if-none-match'], etag)) return { status: 304, headers: { etag } };
        return { body, headers: { etag } };
      },
    }),
    forMembers<ById & { body: CompetitorInput }>(EDITORS, {
      id: 'updateCompetitor',
      method: 'PATCH',
      path: ITEM,
      summary: 'Change fields of a competitor; If-Match guards against overwriting',
      scope: 'tenant',
      success: 200,
      answer: 'Competitor',
      body: patchOf(COMPETITOR_BODY),
      handler: async ({ who, params, body, request }) => {
        requireWritable(who.role, body);
        const { columns, values } = columnsOf(body);
        const assignments = columns.map((column, index) => `${column} = $${index + 2}`).join(', ');
        const updated = await conflictIfTaken(
          changes.commit(who, 'competitor.update', async (tx) => {
            const before = await findCompetitor(tx, params.competitorId, true);
            requireMatch(request.headers['if-match'], etagOf(visibleTo(who.role, before)));
            await tx.run(`UPDATE competitors SET ${assignments}, version = version + 1 WHERE id = $1`, [
              params.competitorId,
              ...values,
            ]);
            const after = await findCompetitor(tx, params.competitorId);
            return { target: after.name, result: after };
          }),
        );
        const visible = visibleTo(who.role, updated);
        return { body: visible, headers: { etag: etagOf(visible) } };
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'deleteCompetitor',
      method: 'DELETE',
      path: ITEM,
      summary: 'Move a competitor to the trash',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params, request }) => {
        await changes.commit(who, 'competitor.delete', async (tx) => {
          const before = await findCompetitor(tx, params.competitorId, true);
          requireMatch(request.headers['if-match'], etagOf(visibleTo(who.role, before)));
          await tx.run('UPDATE competitors SET deleted_at = now(), version = version + 1 WHERE id = $1', [
            params.competitorId,
          ]);
          return { target: before.name, result: undefined };
        });
        return {};
      },
    }),
  ];
}
