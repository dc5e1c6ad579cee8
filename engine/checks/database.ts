/** Checks of the database from inside, as the application's own role. Every statement is rolled back. */
import pg from 'pg';
import type { TableCell } from '../plan/index.ts';
import type { Policy } from '../../policy/types.ts';
import { Blocked, type Problem } from '../record/problem.ts';

/** Runs a check on one connection of the application's role; nothing that it does stays. */
export async function withDatabase<T>(
  url: string | undefined,
  check: (client: pg.Client) => Promise<T>,
): Promise<T> {
  if (!url)
    throw new Blocked(
      'there is no connection to inspect: set AUDIT_DATABASE_URL, or list the database checks as out of scope',
    );
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  try {
    await client.connect();
  } catch (error) {
    throw new Blocked(`AUDIT_DATABASE_URL cannot be reached: ${(error as Error).message}`);
  }
  try {
    return await check(client);
  } finally {
    await client.end();
  }
}

export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    return await work();
  } finally {
    await client.query('rollback');
  }
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

interface Setting {
  policy: Policy;
  table: string;
  /** Tenant ids: of the one whose context is set, and of the victim. */
  own: string;
  victim: string;
}

function settingOf(policy: Policy, table: string): Setting {
  const [own, victim] = Object.values(policy.tenants).map(({ id }) => id);
  if (!policy.database) throw new Blocked('the policy describes no database');
  if (!own || !victim) throw new Blocked('two tenants are needed');
  return { policy, table, own, victim };
}

async function countRows(client: pg.Client, { policy, table, victim }: Setting): Promise<number> {
  const column = quote(policy.database?.tenantColumn ?? '');
  const { rows } = await client.query<{ n: string }>(
    `select count(*) as n from ${quote(table)} where ${column} = $1`,
    [victim],
  );
  return Number(rows[0]?.n ?? 0);
}

async function enter(client: pg.Client, { policy }: Setting, tenant: string): Promise<void> {
  await client.query('select set_config($1, $2, true)', [policy.database?.tenantSetting, tenant]);
}

/** The victim's rows must be there to be missed: seen as the victim, or the attempt proves nothing. */
async function victimHasRows(client: pg.Client, setting: Setting): Promise<void> {
  const rows = await inTransaction(client, async () => {
    await enter(client, setting, setting.victim);
    return countRows(client, setting);
  });
  if (rows === 0) throw new Blocked(`the table ${setting.table} has no rows of ${setting.victim} to miss`);
}

const refusal = (error: unknown): boolean =>
  ['42501', '44000'].includes((error as { code?: string }).code ?? '');

type Attempt = (client: pg.Client, setting: Setting) => Promise<string | undefined>;

/** Each answers with what it got, in words; undefined when it got nothing. */
const ATTEMPTS: Record<Exclude<TableCell['attempt'], 'forced'>, Attempt> = {
  select: async (client, setting) => {
    await victimHasRows(client, setting);
    const rows = await inTransaction(client, async () => {
      await enter(client, setting, setting.own);
      return countRows(client, setting);
    });
    return rows > 0 ? `${rows} rows of another tenant` : undefined;
  },
  unset: async (client, setting) => {
    await victimHasRows(client, setting);
    for (const tenant of [undefined, '', 'rubbish', '%', "' or '1'='1"]) {
      const rows = await inTransaction(client, async () => {
        if (tenant !== undefined) await enter(client, setting, tenant);
        const { rows: all } = await client.query<{ n: string }>(
          `select count(*) as n from ${quote(setting.table)}`,
        );
        return Number(all[0]?.n ?? 0);
      });
      if (rows > 0)
        return `${rows} rows with ${tenant === undefined ? 'no tenant' : `the tenant ${JSON.stringify(tenant)}`} set`;
    }
    return undefined;
  },
  update: (client, setting) =>
    change(
      client,
      setting,
      'update',
      `update ${quote(setting.table)} set ${quote(setting.policy.database?.tenantColumn ?? '')} = ${quote(setting.policy.database?.tenantColumn ?? '')} where ${quote(setting.policy.database?.tenantColumn ?? '')} = $1`,
    ),
  delete: (client, setting) =>
    change(
      client,
      setting,
      'delete',
      `delete from ${quote(setting.table)} where ${quote(setting.policy.database?.tenantColumn ?? '')} = $1`,
    ),
  insert: (client, setting) => copyRow(client, setting),
};

async function change(
  client: pg.Client,
  setting: Setting,
  verb: string,
  statement: string,
): Promise<string | undefined> {
  await victimHasRows(client, setting);
  return inTransaction(client, async () => {
    await enter(client, setting, setting.own);
    try {
      const { rowCount } = await client.query(statement, [setting.victim]);
      return rowCount ? `${verb} of ${rowCount} rows of another tenant` : undefined;
    } catch (error) {
      if (refusal(error)) return undefined;
      throw error;
    }
  });
}

/**
 * Inserts a copy of a row of the own tenant under the victim's id. Row level security is judged before constraints of
 * uniqueness or reference, so any error but a refusal means that the row got past it.
 */
async function copyRow(client: pg.Client, setting: Setting): Promise<string | undefined> {
  const { table, policy, own, victim } = setting;
  const column = policy.database?.tenantColumn ?? '';
  return inTransaction(client, async () => {
    await enter(client, setting, own);
    const { rows } = await client.query<{ json: unknown }>(
      `select to_jsonb(t) as json from ${quote(table)} t where ${quote(column)} = $1 limit 1`,
      [own],
    );
    if (!rows[0]) throw new Blocked(`the table ${table} has no row of ${own} to copy`);
    const copy = JSON.stringify({ ...(rows[0].json as object), [column]: victim });
    const { rows: columns } = await client.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = any(current_schemas(false)) and table_name = $1 and is_generated = 'NEVER' and (is_identity = 'NO' or identity_generation <> 'ALWAYS') order by ordinal_position`,
      [table],
    );
    const names = columns.map(({ name }) => quote(name)).join(', ');
    try {
      await client.query(
        `insert into ${quote(table)} (${names}) select ${names} from jsonb_populate_record(null::${quote(table)}, $1)`,
        [copy],
      );
      return 'an inserted row of another tenant';
    } catch (error) {
      if (refusal(error)) return undefined;
      return `an insert for another tenant that only a constraint stopped (${(error as { code?: string }).code ?? 'no code'})`;
    }
  });
}

async function forced(client: pg.Client, { table, policy }: Setting): Promise<string | undefined> {
  const { rows } = await client.query<{ enabled: boolean; forced: boolean; reads: boolean; writes: boolean }>(
    `select c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
            exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polqual is not null) as reads,
            exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polcmd in ('*', 'a') and coalesce(p.polwithcheck, p.polqual) is not null) as writes
       from pg_class c where c.oid = to_regclass($1)`,
    [quote(table)],
  );
  const found = rows[0];
  if (!found)
    throw new Blocked(`there is no table ${table}, or the role ${policy.application} cannot see it`);
  const missing = [
    !found.enabled && 'row level security is off',
    !found.forced && 'it is not forced',
    !found.reads && 'no policy for reading',
    !found.writes && 'no policy for writing',
  ].filter(Boolean);
  return missing.length > 0 ? missing.join(', ') : undefined;
}

/** One attempt on one table, as the application's role within another tenant's context. */
export async function tableHolds(client: pg.Client, policy: Policy, cell: TableCell): Promise<Problem[]> {
  const setting = settingOf(policy, cell.table);
  const seen =
    cell.attempt === 'forced' ? await forced(client, setting) : await ATTEMPTS[cell.attempt](client, setting);
  if (seen === undefined) return [];
  return [
    {
      ...(cell.attempt === 'forced' ? { rule: 'rls-missing' as const } : {}),
      expected:
        cell.attempt === 'forced'
          ? `forced row level security on ${cell.table}, for reading and writing`
          : `nothing of another tenant from ${cell.table}`,
      seen,
    },
  ];
}

/** Attributes and ownership of the role that the application uses. */
export async function databaseRole(client: pg.Client, policy: Policy): Promise<Problem[]> {
  const { rows } = await client.query<{
    super: boolean;
    bypass: boolean;
    create_role: boolean;
    create_db: boolean;
    owns: string;
    member: string;
    truncates: string | null;
  }>(
    `select r.rolsuper as super, r.rolbypassrls as bypass, r.rolcreaterole as create_role, r.rolcreatedb as create_db,
            (select count(*) from pg_class c where pg_has_role(r.oid, c.relowner, 'MEMBER')) as owns,
            (select count(*) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid and (g.rolsuper or g.rolbypassrls)) as member,
            (select string_agg(c.relname, ', ' order by c.relname) from pg_class c where c.oid in (select to_regclass(quote_ident(name)) from unnest($1::text[]) as name) and has_table_privilege(r.oid, c.oid, 'TRUNCATE')) as truncates
       from pg_roles r where r.rolname = current_user`,
    [policy.database?.tables ?? []],
  );
  const role = rows[0];
  if (!role) throw new Blocked('the role of the connection cannot be read from the catalogue');
  const rights = [
    role.super && 'is a superuser',
    role.bypass && 'bypasses row level security',
    role.create_role && 'may create roles',
    role.create_db && 'may create databases',
    Number(role.owns) > 0 && `owns ${role.owns} relations, by itself or as a member of their owner`,
    role.truncates && `may truncate ${role.truncates}, which row level security does not hold`,
    Number(role.member) > 0 && 'is a member of a role that bypasses row level security',
  ].filter(Boolean);
  return rights.map((right) => ({
    expected: 'a role that owns nothing and bypasses nothing',
    seen: `the role ${String(right)}`,
  }));
}

/** Tables that have the tenant column and are not in the policy. */
export async function undescribedTables(client: pg.Client, policy: Policy): Promise<Problem[]> {
  if (!policy.database) throw new Blocked('the policy describes no database');
  const { tenantColumn, tables } = policy.database;
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and a.attname = $1 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
    [tenantColumn],
  );
  if (rows.length === 0) throw new Blocked(`no table with the column ${tenantColumn} can be seen`);
  return rows
    .filter(({ name }) => !tables.includes(name))
    .map(({ name }) => ({
      expected: `every table with the column ${tenantColumn} in the policy`,
      seen: `${name} is not`,
    }));
}
