/**
 * The way to the data. Every statement runs in a transaction that says for whom it runs, and the saying ends with the
 * transaction: a connection that goes back to the pool remembers nobody.
 */
import pg from 'pg';
import { DatabaseUnavailable, isDatabaseUnavailable } from './failures.ts';

/** For whom a transaction runs; both from a verified token. */
export interface TenantContext {
  tenantId: string;
  userId: string;
}

/** A running transaction. */
export interface Transaction {
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** The first row, if there is one. */
  row<Row>(sql: string, values?: unknown[]): Promise<Row | undefined>;
  /** Runs a statement and returns how many rows it touched. */
  run(sql: string, values?: unknown[]): Promise<number>;
}

type Work<T> = (tx: Transaction) => Promise<T>;

const TIMEOUTS = {
  connectionTimeoutMillis: 3000,
  statement_timeout: 2500,
  lock_timeout: 2000,
  idle_in_transaction_session_timeout: 10_000,
  /** On this side: a server that has gone silent does not report its own timeouts. */
  query_timeout: 3000,
};

/** Names of the statements that connections prepare: each is planned once by each of them. */
const prepared = new Map<string, string>();
const MOST_PREPARED = 500;

function nameOf(sql: string): string | undefined {
  const known = prepared.get(sql);
  if (known !== undefined || prepared.size >= MOST_PREPARED) return known;
  const name = `s${prepared.size + 1}`;
  prepared.set(sql, name);
  return name;
}

function transactionOn(client: pg.PoolClient): Transaction {
  const query = async (text: string, values?: unknown[]): Promise<pg.QueryResult> => {
    try {
      return await client.query(values ? { name: nameOf(text), text, values } : text);
    } catch (error) {
      // Whatever is no answer of the server is a broken or silent connection.
      throw error instanceof pg.DatabaseError ? error : new DatabaseUnavailable(error);
    }
  };
  return {
    rows: async <Row>(sql: string, values?: unknown[]) => (await query(sql, values)).rows as Row[],
    row: async <Row>(sql: string, values?: unknown[]) =>
      (await query(sql, values)).rows[0] as Row | undefined,
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  };
}

/** A pool of connections of one login role. */
export class Database {
  readonly #pool: pg.Pool;

  constructor(connectionString: string, max: number) {
    this.#pool = new pg.Pool({ connectionString, max, idleTimeoutMillis: 30_000, ...TIMEOUTS });
    // A connection may break while it is idle or between two statements; the next statement reports it.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** One transaction for a person within an organisation: row level security shows the rows of that tenant. */
  withTenant<T>({ tenantId, userId }: TenantContext, work: Work<T>): Promise<T> {
    return this.#transaction({ 'app.tenant_id': tenantId, 'app.user_id': userId }, work);
  }

  /** One transaction for a person outside every organisation: they see themselves and where they belong. */
  withPerson<T>(userId: string, work: Work<T>): Promise<T> {
    return this.#transaction({ 'app.tenant_id': '', 'app.user_id': userId }, work);
  }

  /** One transaction for nobody in particular. */
  transaction<T>(work: Work<T>): Promise<T> {
    return this.#transaction({}, work);
  }

  async #transaction<T>(settings: Record<string, string>, work: Work<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw new DatabaseUnavailable(error);
    });
    const tx = transactionOn(client);
    let broken = false;
    try {
      // In one message, for each costs a way to the server and back; it takes no parameters.
      const calls = Object.entries(settings).map(
        ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
      );
      await tx.run(calls.length > 0 ? `BEGIN; SELECT ${calls.join(', ')}` : 'BEGIN');
      const result = await work(tx);
      await tx.run('COMMIT');
      return result;
    } catch (error) {
      broken = isDatabaseUnavailable(error);
      if (!broken) await tx.run('ROLLBACK').catch(() => (broken = true));
      throw error;
    } finally {
      // A connection in doubt is closed; the server rolls its transaction back.
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
