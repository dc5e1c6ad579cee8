/** The connection that the database gate inspects, and what is known of the role and the tables that it is about. */
import pg from 'pg';
import type { Policy } from '../../../policy/types.ts';
import { Blocked } from '../../record/problem.ts';

export interface AuditSettings {
  policy: Policy;
  auditDatabaseUrl?: string | undefined;
  /** The application's role, where the connection is another one's. */
  auditDatabaseRole?: string | undefined;
}

/** A table of the policy, as the database has it. */
export interface Relation {
  oid: string;
  /** Schema and name, quoted. */
  qualified: string;
}

/** Settings by name, as a transaction has them. */
export type Context = Readonly<Record<string, string>>;

export type Statement = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
const WRITES: readonly Statement[] = ['INSERT', 'UPDATE', 'DELETE'];

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Schemas that are the server's own. */
export const OWN_SCHEMA = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

const explain = (error: unknown): string => (error as Error).message;

/** One connection, opened when it is first asked for. Everything that is tried on it is rolled back. */
export class Audit {
  readonly policy: Policy;
  readonly #settings: AuditSettings;
  #opened: Promise<pg.Client> | undefined;
  #role: Promise<string> | undefined;
  readonly #relations = new Map<string, Promise<Relation[]>>();
  #grants: Promise<Map<string, Set<Statement>>> | undefined;

  constructor(settings: AuditSettings) {
    this.policy = settings.policy;
    this.#settings = settings;
  }

  get database(): NonNullable<Policy['database']> {
    if (!this.policy.database) throw new Blocked('the policy describes no database');
    return this.policy.database;
  }

  /** Every table that the policy describes as one that must hold. */
  get described(): string[] {
    const { tables, personTables, platformTables } = this.database;
    return [...tables, ...personTables.map(({ name }) => name), ...platformTables];
  }

  /** The settings besides the tenant's that name the person who asks. */
  get personSettings(): string[] {
    return this.database.settings.filter(({ names }) => names === 'person').map(({ name }) => name);
  }

  async #open(): Promise<pg.Client> {
    const { auditDatabaseUrl } = this.#settings;
    if (!auditDatabaseUrl)
      throw new Blocked(
        'there is no connection to inspect: set AUDIT_DATABASE_URL, or list the checks that the README names as out of scope',
      );
    const client = new pg.Client({
      connectionString: auditDatabaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
    });
    // One that breaks while nobody asks is noticed by whoever asks next.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      throw new Blocked(`AUDIT_DATABASE_URL cannot be reached: ${explain(error)}`);
    }
    return client;
  }

  async close(): Promise<void> {
    const [opened] = await Promise.allSettled([this.#opened]);
    if (opened.status === 'fulfilled') await opened.value?.end();
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = await (this.#opened ??= this.#open());
    return (await client.query<Row>(sql, values)).rows;
  }

  /** How many rows a statement touched. */
  async run(sql: string, values: unknown[] = []): Promise<number> {
    const client = await (this.#opened ??= this.#open());
    return (await client.query(sql, values)).rowCount ?? 0;
  }

  /**
   * Does something within the context of a tenant, and undoes it.
   *
   * @param context the value of the tenant setting, or several settings; undefined leaves them unset
   */
  async rolledBack<T>(context: string | Context | undefined, work: () => Promise<T>): Promise<T> {
    await this.rows('begin');
    try {
      await this.set(
        typeof context === 'string' ? { [this.database.tenantSetting]: context } : (context ?? {}),
      );
      return await work();
    } finally {
      await this.rows('rollback');
    }
  }

  /** Has settings until the transaction ends. */
  async set(context: Context): Promise<void> {
    const names = Object.keys(context);
    if (names.length === 0) return;
    const calls = names.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`);
    await this.rows(`select ${calls.join(', ')}`, Object.entries(context).flat());
  }

  /** The tables of that name, in whichever schema. Throws Blocked when there is none. */
  relations(table: string): Promise<Relation[]> {
    const known = this.#relations.get(table) ?? this.#find(table);
    this.#relations.set(table, known);
    return known;
  }

  async #find(table: string): Promise<Relation[]> {
    const found = await this.rows<{ oid: string; schema: string }>(
      `select c.oid::text as oid, n.nspname as schema
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname = $1 and c.relkind in ('r', 'p', 'f') and ${OWN_SCHEMA} order by 2`,
      [table],
    );
    if (found.length === 0) throw new Blocked(`there is no table ${table}`);
    return found.map(({ oid, schema }) => ({ oid, qualified: `${quote(schema)}.${quote(table)}` }));
  }

  /**
   * The role that the application uses.
   *
   * @throws Blocked when it has no right to any table of the policy: then it is somebody else, whose rights prove nothing
   */
  role(): Promise<string> {
    return (this.#role ??= this.#whose());
  }

  async #whose(): Promise<string> {
    const named = this.#settings.auditDatabaseRole;
    const [role] = await this.rows<{ name: string }>(
      'select rolname as name from pg_roles where rolname = coalesce($1, current_user)',
      [named ?? null],
    );
    if (!role) throw new Blocked(`there is no role ${named ?? 'of the connection'} in the catalogue`);
    const rights = await this.#rightsOf(role.name);
    if ([...rights.values()].every((statements) => statements.size === 0))
      throw new Blocked(
        `the role ${role.name} has no right to any table of the policy, so it is not the application's: name that one in AUDIT_DATABASE_ROLE`,
      );
    return role.name;
  }

  /** By table of the policy: the statements for which the role has the right, at least for some columns. */
  async #rightsOf(role: string): Promise<Map<string, Set<Statement>>> {
    const found = await this.rows<{ name: string; statement: Statement }>(
      `select c.relname as name, s as statement
         from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($2::text[]) as s
        where c.relname = any($3) and c.relkind in ('r', 'p', 'f') and ${OWN_SCHEMA}
          and (has_table_privilege($1, c.oid, s) or (s <> 'DELETE' and has_any_column_privilege($1, c.oid, s)))`,
      [role, ['SELECT', ...WRITES], this.described],
    );
    const rights = new Map(this.described.map((table) => [table, new Set<Statement>()]));
    for (const { name, statement } of found) rights.get(name)?.add(statement);
    return rights;
  }

  /**
   * Whether the connection's own role has the right to a statement on a table. Where it has not, the privilege is the
   * wall, provided that it is the application's role: one that writes somewhere, or reads somewhere.
   *
   * @throws Blocked when it may do nothing of the kind anywhere, which a role that is there to look around may not
   */
  async may(statement: Statement, table: string): Promise<boolean> {
    const [me] = await this.rows<{ name: string }>('select current_user as name');
    const name = me?.name ?? '';
    const rights = await (this.#grants ??= this.#rightsOf(name));
    if (rights.get(table)?.has(statement)) return true;
    const kind = WRITES.includes(statement) ? WRITES : [statement];
    if ([...rights.values()].some((own) => kind.some((each) => own.has(each)))) return false;
    throw new Blocked(
      `permission denied: the role ${name} may ${kind === WRITES ? 'write' : 'read'} no table of the policy, so nothing can be tried; AUDIT_DATABASE_URL must be a connection of the application's own role`,
    );
  }
}

/** Lends a connection to the checks of one test. */
export async function withAudit<T>(settings: AuditSettings, use: (audit: Audit) => Promise<T>): Promise<T> {
  const audit = new Audit(settings);
  try {
    return await use(audit);
  } finally {
    await audit.close();
  }
}
