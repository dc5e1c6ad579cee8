/** Alerts of an organisation, and the stream of new ones. */
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { choice, nullable, object, text } from '../http/schema.ts';
import type { Services } from '../services.ts';
import type { Alert, NumberedAlert } from '../stream/alert-channel.ts';
import { openAlertStream } from '../stream/alert-stream.ts';
import { ADMINS, ALL, EDITORS, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/alerts';
const ITEM = `${PATH}/:alertId`;
const MAX_REPLAY = 100;

const COLUMNS = `id, title, message, severity, competitor_id AS "competitorId", created_at AS "createdAt",
  acknowledged_at AS "acknowledgedAt"`;

interface AlertInput {
  title: string;
  message: string;
  severity: string;
  competitorId?: string | null;
}

interface ById {
  params: { alertId: string };
}

function numbered({ sequence, ...alert }: Alert & { sequence: string }): NumberedAlert {
  return { sequence: Number(sequence), alert };
}

/** A competitor of another tenant, of the trash or of nothing: an alert cannot refer to any of them. */
async function requireCompetitor(tx: Transaction, id: string | null): Promise<void> {
  if (id === null) return;
  const found = await tx.row('SELECT FROM competitors WHERE id = $1 AND deleted_at IS NULL', [id]);
  if (!found) throw new Problem('validation_failed');
}

/** The organisation's next number. Taking it holds the row until the commit, so numbers appear in their order. */
async function nextSequence(tx: Transaction, tenantId: string): Promise<string> {
  const row = await tx.row<{ last_sequence: string }>(
    `INSERT INTO alert_counters AS c (tenant_id, last_sequence) VALUES ($1, 1)
     ON CONFLICT (tenant_id) DO UPDATE SET last_sequence = c.last_sequence + 1 RETURNING last_sequence`,
    [tenantId],
  );
  if (!row) throw new Error('no alert number');
  return row.last_sequence;
}

/** The Last-Event-ID of the client; absent for one that has seen nothing and wants nothing replayed. */
function lastSeen(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) throw new Problem('validation_failed');
  return Number(header);
}

export function alertOperations(services: Services): Operation[] {
  const { database, changes, channel } = services;
  return [
    forMembers<{ query: PageQuery }>(ALL, {
      id: 'listAlerts',
      method: 'GET',
      path: PATH,
      summary: 'Alerts, latest first',
      scope: 'tenant',
      success: 200,
      answer: 'AlertPage',
      query: pageQuery,
      handler: async ({ who, query }) => ({
        body: await database.withTenant(who, (tx) =>
          pageOf<Alert>(tx, query, { select: COLUMNS, from: 'FROM alerts', order: 'sequence DESC' }),
        ),
      }),
    }),
    forMembers<{ body: AlertInput }>(EDITORS, {
      id: 'createAlert',
      method: 'POST',
      path: PATH,
      summary: 'Raise an alert; everybody who listens in the organisation hears it',
      scope: 'tenant',
      success: 201,
      answer: 'Alert',
      body: object(
        {
          title: text(120),
          message: text(1000),
          severity: choice(['info', 'warning', 'critical']),
          competitorId: nullable({ type: 'string', format: 'uuid' }),
        },
        ['title', 'message', 'severity'],
      ),
      handler: async ({ who, body }) => {
        const created = await changes.commit(who, 'alert.create', async (tx) => {
          const competitorId = body.competitorId ?? null;
          await requireCompetitor(tx, competitorId);
          const sequence = await nextSequence(tx, who.tenantId);
          const row = await tx.row<Alert & { sequence: string }>(
            `INSERT INTO alerts (tenant_id, sequence, title, message, severity, competitor_id)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING sequence, ${COLUMNS}`,
            [who.tenantId, sequence, body.title, body.message, body.severity, competitorId],
          );
          if (!row) throw new Error('no alert');
          return { target: body.title, result: numbered(row) };
        });
        channel.publish(who.tenantId, created);
        return { body: created.alert, headers: { location: `${PATH}/${created.alert.id}` } };
      },
    }),
    forMembers(ALL, {
      id: 'streamAlerts',
      method: 'GET',
      path: `${PATH}/stream`,
      summary: 'New alerts as server-sent events; Last-Event-ID replays up to a hundred missed ones',
      scope: 'tenant',
      success: 200,
      noHead: true,
      handler: async ({ who, request }) => {
        const seen = lastSeen(request.headers['last-event-id']);
        const missed = async (): Promise<NumberedAlert[]> => {
          if (seen === undefined) return [];
          const rows = await database.withTenant(who, (tx) =>
            tx.rows<Alert & { sequence: string }>(
              `SELECT sequence, ${COLUMNS} FROM alerts WHERE sequence > $1 ORDER BY sequence DESC LIMIT ${MAX_REPLAY}`,
              [seen],
            ),
          );
          return rows.reverse().map(numbered);
        };
        const body = await openAlertStream(who, services, missed);
        return { body, headers: { 'content-type': 'text/event-stream; charset=utf-8' } };
      },
    }),
    forMembers<ById>(ALL, {
      id: 'getAlert',
      method: 'GET',
      path: ITEM,
      summary: 'One alert',
      scope: 'tenant',
      success: 200,
      answer: 'Alert',
      handler: async ({ who, params }) => {
        const alert = await database.withTenant(who, (tx) =>
          tx.row<Alert>(`SELECT ${COLUMNS} FROM alerts WHERE id = $1`, [params.alertId]),
        );
        if (!alert) throw new Problem('not_found');
        return { body: alert };
      },
    }),
    forMembers<ById>(EDITORS, {
      id: 'acknowledgeAlert',
      method: 'POST',
      path: `${ITEM}/acknowledge`,
      summary: 'Mark an alert as seen; the first time counts',
      scope: 'tenant',
      success: 200,
      answer: 'Alert',
      handler: async ({ who, params }) => ({
        body: await changes.commit(who, 'alert.acknowledge', async (tx) => {
          const alert = await tx.row<Alert>(
            `UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, now()) WHERE id = $1 RETURNING ${COLUMNS}`,
            [params.alertId],
          );
          if (!alert) throw new Problem('not_found');
          return { target: alert.title, result: alert };
        }),
      }),
    }),
    forMembers<ById>(ADMINS, {
      id: 'deleteAlert',
      method: 'DELETE',
      path: ITEM,
      summary: 'Remove an alert',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params }) => {
        await changes.commit(who, 'alert.delete', async (tx) => {
          const removed = await tx.row<{ title: string }>(
            'DELETE FROM alerts WHERE id = $1 RETURNING title',
            [params.alertId],
          );
          if (!removed) throw new Problem('not_found');
          return { target: removed.title, result: undefined };
        });
        return {};
      },
    }),
  ];
}
