/** What the launcher calls on a fresh database: the tables with their access rules, and the seed. */
import { readFileSync } from 'node:fs';
import pg from 'pg';

export { seed } from './seed.ts';

const FILES = ['tables.sql', 'access.sql'];

/**
 * Creates the tables, row level security and the grants, in one transaction. A database that has them already is
 * left as it is.
 *
 * @param ownerUrl connection of the role that shall own the tables; need not be a superuser
 * @param roles names of the two login roles that the API uses; they own nothing
 */
export async function migrate(
  ownerUrl: string,
  roles: { appRole: string; platformRole: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const state = await client.query<{ owner: string; done: boolean }>(
      `SELECT current_user AS owner, to_regclass('organisations') IS NOT NULL AS done`,
    );
    const found = state.rows[0];
    if (!found || found.done) return;
    const names: Record<string, string> = {
      app: pg.escapeIdentifier(roles.appRole),
      platform: pg.escapeIdentifier(roles.platformRole),
      owner: pg.escapeIdentifier(found.owner),
    };
    const sql = FILES.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
      .join('\n')
      .replace(/\{\{(\w+)\}\}/g, (_, role: string) => names[role] ?? '');
    await client.query(`BEGIN; ${sql} COMMIT;`);
  } finally {
    await client.end();
  }
}
