/** Finds what the API has just made in the database that is inspected. */
import type { Audit } from './audit.ts';

/**
 * The tables of tenants that hold a text somewhere, as the application's role sees them in the context of a tenant.
 *
 * @param tenant its id
 * @throws Blocked when the connection may read none of them
 */
export async function tablesWith(audit: Audit, tenant: string | undefined, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of audit.database.tables) {
    if (!(await audit.may('SELECT', table))) continue;
    for (const { qualified } of await audit.relations(table)) {
      const holding = `select 1 from ${qualified} as t where strpos(to_jsonb(t)::text, $1) > 0 limit 1`;
      const rows = await audit.rolledBack(tenant, () => audit.rows(holding, [text]));
      if (rows.length > 0) found.push(table);
    }
  }
  return found;
}
