/**
 * Makes exports in the background, one after another, each under the tenant and person who asked for it. Whether that
 * person may still have it is asked again when its turn comes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, TenantContext, Transaction } from '../db/pool.ts';
import { type Cell, toCsv } from './csv.ts';

/** How long a job is seen as queued and as running at least, in milliseconds. */
const PACE = 40;
const ATTEMPTS = 5;

interface Job extends TenantContext {
  exportId: string;
}

const QUERIES: Readonly<Record<string, { columns: string[]; sql: string }>> = {
  competitors: {
    columns: ['name', 'category', 'city', 'price', 'website', 'notes', 'costBasis'],
    sql: `SELECT name, category, city, price::float8 AS price, website, notes, cost_basis::float8 AS "costBasis"
            FROM competitors WHERE deleted_at IS NULL ORDER BY lower(name), id`,
  },
  prices: {
    columns: ['competitor', 'amount', 'currency', 'observedAt', 'source'],
    sql: `SELECT c.name AS competitor, p.amount::float8 AS amount, p.currency,
                 to_char(p.observed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "observedAt", p.source
            FROM price_observations p JOIN competitors c ON c.tenant_id = p.tenant_id AND c.id = p.competitor_id
           WHERE c.deleted_at IS NULL ORDER BY lower(c.name), p.observed_at, p.id`,
  },
};

/** Whether the person is, at this moment, somebody who may have exports of this organisation. */
export async function mayExport(tx: Transaction, { tenantId, userId }: TenantContext): Promise<boolean> {
  const row = await tx.row(
    `SELECT FROM memberships m JOIN organisations o USING (tenant_id)
      WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.status = 'active' AND m.role IN ('admin', 'analyst')
        AND o.status = 'active'`,
    [tenantId, userId],
  );
  return row !== undefined;
}

export class ExportWorker {
  readonly #database: Database;
  readonly #queue: Job[] = [];
  #running = false;
  #stopped = false;

  constructor(database: Database) {
    this.#database = database;
  }

  enqueue(job: Job): void {
    this.#queue.push(job);
    if (!this.#running) void this.#work();
  }

  /** Takes no further job. */
  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (let job = this.#queue.shift(); job && !this.#stopped; job = this.#queue.shift()) {
      await sleep(PACE);
      await this.#attempt(job);
    }
    this.#running = false;
  }

  /** A job whose database is away is tried again for a while; one that cannot be done is marked as failed. */
  async #attempt(job: Job): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS && !this.#stopped; attempt += 1) {
      try {
        await this.#database.withTenant(job, (tx) => setStatus(tx, job, 'running'));
        await sleep(PACE);
        await this.#database.withTenant(job, (tx) => produce(tx, job));
        return;
      } catch {
        await sleep(attempt * 500);
      }
    }
    await this.#database
      .withTenant(job, (tx) => setStatus(tx, job, 'failed'))
      .catch((error: Error) => process.stderr.write(`api: an export was left unfinished (${error.name})\n`));
  }
}

async function setStatus(tx: Transaction, { exportId }: Job, status: 'running' | 'failed'): Promise<void> {
  await tx.run('UPDATE exports SET status = $2 WHERE id = $1', [exportId, status]);
}

async function produce(tx: Transaction, job: Job): Promise<void> {
  const wanted = await tx.row<{ kind: string; format: string }>(
    'SELECT kind, format FROM exports WHERE id = $1 AND owner_id = $2',
    [job.exportId, job.userId],
  );
  const query = wanted && QUERIES[wanted.kind];
  if (!query) return; // deleted in the meantime
  if (!(await mayExport(tx, job))) return setStatus(tx, job, 'failed');
  const rows = await tx.rows<Record<string, Cell>>(query.sql);
  const content = wanted.format === 'csv' ? toCsv(query.columns, rows) : JSON.stringify(rows);
  await tx.run(`UPDATE exports SET status = 'ready', row_count = $2, content = $3 WHERE id = $1`, [
    job.exportId,
    rows.length,
    Buffer.from(content),
  ]);
}
