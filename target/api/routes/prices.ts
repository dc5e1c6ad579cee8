/** Price observations of a competitor. */
import { Problem } from '../errors.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { amount, currency, object, text } from '../http/schema.ts';
import type { Services } from '../services.ts';
import { findCompetitor } from './competitor-fields.ts';
import { ADMINS, ALL, EDITORS, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/competitors/:competitorId/prices';
const ITEM = `${PATH}/:priceId`;

const COLUMNS = `p.id, p.competitor_id AS "competitorId", p.amount::float8 AS amount, p.currency,
  p.observed_at AS "observedAt", p.source`;
const ONE = 'FROM price_observations p WHERE p.competitor_id = $1 AND p.id = $2';

interface PriceInput {
  amount: number;
  currency: string;
  observedAt: string;
  source: string;
}

interface Price extends Omit<PriceInput, 'observedAt'> {
  id: string;
  competitorId: string;
  observedAt: Date;
}

interface OfCompetitor {
  params: { competitorId: string };
}
interface ById {
  params: { competitorId: string; priceId: string };
}

export function priceOperations({ database, changes }: Services): Operation[] {
  return [
    forMembers<OfCompetitor & { query: PageQuery }>(ALL, {
      id: 'listPrices',
      method: 'GET',
      path: PATH,
      summary: 'Price observations, latest first',
      scope: 'tenant',
      success: 200,
      answer: 'PricePage',
      query: pageQuery,
      handler: async ({ who, params, query }) => ({
        body: await database.withTenant(who, async (tx) => {
          await findCompetitor(tx, params.competitorId);
          return pageOf<Price>(tx, query, {
            select: COLUMNS,
            from: 'FROM price_observations p WHERE p.competitor_id = $1',
            order: 'p.observed_at DESC, p.id',
            values: [params.competitorId],
          });
        }),
      }),
    }),
    forMembers<OfCompetitor & { body: PriceInput }>(EDITORS, {
      id: 'addPrice',
      method: 'POST',
      path: PATH,
      summary: 'Add a price observation',
      scope: 'tenant',
      success: 201,
      answer: 'Price',
      body: object(
        { amount, currency, observedAt: { type: 'string', format: 'date-time' }, source: text(120) },
        ['amount', 'currency', 'observedAt', 'source'],
      ),
      handler: async ({ who, params, body }) => {
        const created = await changes.commit(who, 'price.create', async (tx) => {
          const competitor = await findCompetitor(tx, params.competitorId);
          const row = await tx.row<Price>(
            `INSERT INTO price_observations AS p (tenant_id, competitor_id, amount, currency, observed_at, source)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
            [who.tenantId, competitor.id, body.amount, body.currency, body.observedAt, body.source],
          );
          return { target: competitor.name, result: row };
        });
        const location = `${PATH.replace(':competitorId', params.competitorId)}/${created?.id}`;
        return { body: created, headers: { location } };
      },
    }),
    forMembers<ById>(ALL, {
      id: 'getPrice',
      method: 'GET',
      path: ITEM,
      summary: 'One price observation',
      scope: 'tenant',
      success: 200,
      answer: 'Price',
      handler: async ({ who, params }) => {
        const price = await database.withTenant(who, async (tx) => {
          await findCompetitor(tx, params.competitorId);
          return tx.row<Price>(`SELECT ${COLUMNS} ${ONE}`, [params.competitorId, params.priceId]);
        });
        if (!price) throw new Problem('not_found');
        return { body: price };
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'deletePrice',
      method: 'DELETE',
      path: ITEM,
      summary: 'Remove a price observation',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params }) => {
        await changes.commit(who, 'price.delete', async (tx) => {
          const competitor = await findCompetitor(tx, params.competitorId);
          const removed = await tx.run(`DELETE ${ONE}`, [params.competitorId, params.priceId]);
          if (removed === 0) throw new Problem('not_found');
          return { target: competitor.name, result: undefined };
        });
        return {};
      },
    }),
  ];
}
