/** Figures over all competitors of an organisation, and suggestions while typing. */
import type { Transaction } from '../db/pool.ts';
import { etagOf, isUnchanged } from '../http/etag.ts';
import { text } from '../http/schema.ts';
import type { Services } from '../services.ts';
import { containing } from './competitors.ts';
import { ALL, forMembers, type Operation } from './operation.ts';

interface Totals {
  competitors: number;
  averagePrice: number | null;
  minPrice: number | null;
  maxPrice: number | null;
}

const AVERAGE = 'round(avg(c.price), 2)::float8 AS "averagePrice"';
const ACTIVE = 'FROM competitors c WHERE c.deleted_at IS NULL';

async function metrics(tx: Transaction): Promise<object> {
  const totals = await tx.row<Totals>(
    `SELECT count(*)::int AS competitors, ${AVERAGE}, min(c.price)::float8 AS "minPrice",
            max(c.price)::float8 AS "maxPrice" ${ACTIVE}`,
  );
  const observed = await tx.row<{ observations: number }>(
    `SELECT count(*)::int AS observations
       FROM price_observations p JOIN competitors c ON c.tenant_id = p.tenant_id AND c.id = p.competitor_id
      WHERE c.deleted_at IS NULL`,
  );
  const categories = await tx.rows(
    `SELECT c.category, count(*)::int AS count, ${AVERAGE} ${ACTIVE} GROUP BY c.category ORDER BY c.category`,
  );
  const ranking = await tx.rows<{ competitorId: string; name: string; price: number }>(
    `SELECT c.id AS "competitorId", c.name, c.price::float8 AS price ${ACTIVE} ORDER BY c.price DESC, c.id LIMIT 5`,
  );
  return {
    ...totals,
    ...observed,
    categories,
    ranking: ranking.map((row, index) => ({ rank: index + 1, ...row })),
  };
}

export function dashboardOperations({ database, cache }: Services): Operation[] {
  return [
    forMembers(ALL, {
      id: 'getMetrics',
      method: 'GET',
      path: '/api/v1/dashboard/metrics',
      summary: 'Counts, averages and the five highest prices of the organisation',
      scope: 'tenant',
      success: 200,
      answer: 'Metrics',
      handler: async ({ who, request }) => {
        const body = await cache.remember(who, 'metrics', () => database.withTenant(who, metrics));
        const etag = etagOf(body);
        if (isUnchanged(request.headers['if-none-match'], etag)) return { status: 304, headers: { etag } };
        return { body, headers: { etag } };
      },
    }),
    forMembers<{ query: { q: string } }>(ALL, {
      id: 'autocomplete',
      method: 'GET',
      path: '/api/v1/autocomplete',
      summary: 'Up to ten competitors whose name contains the text',
      scope: 'tenant',
      success: 200,
      answer: 'Suggestions',
      query: { q: text(50) },
      requiredQuery: ['q'],
      handler: async ({ who, query }) => ({
        body: {
          items: await database.withTenant(who, (tx) =>
            tx.rows<{ id: string; name: string }>(
              `SELECT c.id, c.name ${ACTIVE} AND c.name ILIKE $1 ORDER BY lower(c.name), c.id LIMIT 10`,
              [containing(query.q)],
            ),
          ),
        },
      }),
    }),
  ];
}
