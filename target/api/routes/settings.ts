/** Settings and flags of an organisation. */
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { currency, nullable, object, patchOf, type Schema, text } from '../http/schema.ts';
import type { Services } from '../services.ts';
import { ADMINS, ALL, EDITORS, forMembers, type Operation } from './operation.ts';

interface Settings {
  displayName: string;
  currency: string;
  timezone: string;
  weeklyReport: boolean;
  supportEmail: string | null;
}

const WRITTEN_AS: Readonly<Record<keyof Settings, string>> = {
  displayName: 'display_name',
  currency: 'currency',
  timezone: 'timezone',
  weeklyReport: 'weekly_report',
  supportEmail: 'support_email',
};

const BODY: Schema = object({
  displayName: text(120),
  currency,
  timezone: { type: 'string', maxLength: 60, format: 'time-zone' },
  weeklyReport: { type: 'boolean' },
  supportEmail: nullable({ type: 'string', maxLength: 254, format: 'email' }),
});

/** An organisation that has set nothing yet has these. */
async function settingsOf(tx: Transaction): Promise<Settings> {
  const row = await tx.row<Settings>(
    `SELECT coalesce(s.display_name, o.display_name) AS "displayName", coalesce(s.currency, 'EUR') AS currency,
            coalesce(s.timezone, 'UTC') AS timezone, coalesce(s.weekly_report, false) AS "weeklyReport",
            s.support_email AS "supportEmail"
       FROM organisations o LEFT JOIN settings s USING (tenant_id)`,
  );
  if (!row) throw new Problem('not_found');
  return row;
}

interface Flag {
  key: string;
  description: string;
  enabled: boolean;
}

export function settingsOperations({ database, changes }: Services): Operation[] {
  return [
    forMembers(EDITORS, {
      id: 'getSettings',
      method: 'GET',
      path: '/api/v1/settings',
      summary: 'Settings of the organisation',
      scope: 'tenant',
      success: 200,
      answer: 'Settings',
      handler: async ({ who }) => ({ body: await database.withTenant(who, settingsOf) }),
    }),
    forMembers<{ body: Partial<Settings> }>(ADMINS, {
      id: 'updateSettings',
      method: 'PATCH',
      path: '/api/v1/settings',
      summary: 'Change settings of the organisation',
      scope: 'tenant',
      success: 200,
      answer: 'Settings',
      body: patchOf(BODY),
      handler: async ({ who, body }) => ({
        body: await changes.commit(who, 'settings.update', async (tx) => {
          const next = { ...(await settingsOf(tx)), ...body };
          const keys = Object.keys(WRITTEN_AS) as (keyof Settings)[];
          const columns = keys.map((key) => WRITTEN_AS[key]);
          await tx.run(
            `INSERT INTO settings (tenant_id, ${columns.join(', ')}) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (tenant_id) DO UPDATE
                SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
            [who.tenantId, ...keys.map((key) => next[key])],
          );
          return { target: Object.keys(body).join(', '), result: next };
        }),
      }),
    }),
    forMembers(ALL, {
      id: 'listFlags',
      method: 'GET',
      path: '/api/v1/flags',
      summary: 'Feature flags of the organisation',
      scope: 'tenant',
      success: 200,
      answer: 'Flags',
      handler: async ({ who }) => ({
        body: {
          items: await database.withTenant(who, (tx) =>
            tx.rows<Flag>('SELECT key, description, enabled FROM flags ORDER BY key'),
          ),
        },
      }),
    }),
    forMembers<{ params: { flagKey: string }; body: { enabled: boolean } }>(ADMINS, {
      id: 'setFlag',
      method: 'PUT',
      path: '/api/v1/flags/:flagKey',
      summary: 'Switch a feature on or off for the organisation',
      scope: 'tenant',
      success: 200,
      answer: 'Flag',
      body: object({ enabled: { type: 'boolean' } }, ['enabled']),
      handler: async ({ who, params, body }) => ({
        body: await changes.commit(who, 'flag.set', async (tx) => {
          const flag = await tx.row<Flag>(
            'UPDATE flags SET enabled = $2 WHERE key = $1 RETURNING key, description, enabled',
            [params.flagKey, body.enabled],
          );
          if (!flag) throw new Problem('not_found');
          return { target: flag.key, result: flag };
        }),
      }),
    }),
  ];
}
