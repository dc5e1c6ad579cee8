/** Puts the people and the business data of every organisation into a migrated database. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Account, Organisation } from '../../seed/accounts.ts';
import { platformAudit, tenantData } from '../../seed/data.ts';

type Row = Record<string, unknown>;

/** All rows of a table in one statement; PostgreSQL converts each value to its column's type. */
async function insert(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  if (!rows[0]) return;
  const columns = Object.keys(rows[0]).join(', ');
  await client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

/**
 * Seeds a migrated, empty database. The owner is bound by row level security like everybody else, so each
 * organisation is written under its own tenant setting; rows of another could not be written by mistake.
 *
 * @param ownerUrl connection of the owning role
 * @param seedFile path of the JSON `{ organisations, accounts }`
 */
export async function seed(ownerUrl: string, seedFile: string): Promise<void> {
  const { organisations, accounts } = JSON.parse(readFileSync(seedFile, 'utf8')) as {
    organisations: Organisation[];
    accounts: Account[];
  };
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query('BEGIN');
    await insert(
      client,
      'users',
      accounts.map(({ userId, email, name, platformRole }) => ({
        id: userId,
        email,
        name,
        platform_role: platformRole ?? null,
      })),
    );
    for (const organisation of organisations) {
      await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [organisation.id]);
      for (const [table, rows] of tenantData(organisation, accounts)) {
        await insert(
          client,
          table,
          rows.map((row) => ({ tenant_id: organisation.id, ...row })),
        );
      }
    }
    await insert(client, 'platform_audit', platformAudit(organisations, accounts));
    await client.query('COMMIT');
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
