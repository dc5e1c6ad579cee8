/**
 * Who did what, and who tried. What was allowed is written in the transaction that did it; what was denied has no
 * transaction and gets one of its own.
 */
import type { Database, Transaction } from './db/pool.ts';

/** The person of an audit entry. */
export interface Actor {
  userId: string;
  name: string;
}

type Outcome = 'allowed' | 'denied';

export interface AuditEntry {
  id: string;
  at: Date;
  actorId: string;
  actorName: string;
  action: string;
  target: string;
  outcome: Outcome;
}

export const AUDIT_COLUMNS =
  'id, at, actor_id AS "actorId", actor_name AS "actorName", action, target, outcome';

/** Writes down what is being done, so that it is done and written or neither. */
export async function recordInTenant(
  tx: Transaction,
  tenantId: string,
  actor: Actor,
  action: string,
  target: string,
): Promise<void> {
  await tx.run(
    `INSERT INTO audit_log (tenant_id, actor_id, actor_name, action, target, outcome)
     VALUES ($1, $2, $3, $4, $5, 'allowed')`,
    [tenantId, actor.userId, actor.name, action, target],
  );
}

/** The same for the platform's own log. */
export async function recordOnPlatform(
  tx: Transaction,
  actor: Actor,
  action: string,
  target: string,
): Promise<void> {
  await tx.run(
    `INSERT INTO platform_audit (actor_id, actor_name, action, target, outcome)
     VALUES ($1, $2, $3, $4, 'allowed')`,
    [actor.userId, actor.name, action, target],
  );
}

/** A denied attempt; without an organisation it goes into the platform's log. */
export interface Denial {
  tenantId: string | null;
  actor: Actor;
  action: string;
  target: string;
}

const QUEUE_LIMIT = 2000;

/**
 * Writes denials one batch at a time over one connection: whoever floods the log with refused requests fills a queue
 * of limited length, not the pool.
 */
export class DenialLog {
  readonly #database: Database;
  readonly #platform: Database;
  #queue: { denial: Denial; done: () => void }[] = [];
  #writing = false;

  constructor(database: Database, platform: Database) {
    this.#database = database;
    this.#platform = platform;
  }

  /** Resolves when the denial is written, or dropped: a refusal stands whether or not its record succeeds. */
  record(denial: Denial): Promise<void> {
    if (this.#queue.length >= QUEUE_LIMIT) return Promise.resolve();
    return new Promise((done) => {
      this.#queue.push({ denial, done });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      const groups = new Map<string | null, Denial[]>();
      for (const { denial } of batch) {
        groups.set(denial.tenantId, [...(groups.get(denial.tenantId) ?? []), denial]);
      }
      for (const [tenantId, denials] of groups) {
        await this.#write(tenantId, denials).catch((error: Error) => {
          process.stderr.write(`api: ${denials.length} denials were not recorded (${error.name})\n`);
        });
      }
      for (const { done } of batch) done();
    }
    this.#writing = false;
  }

  async #write(tenantId: string | null, denials: Denial[]): Promise<void> {
    const rows = JSON.stringify(
      denials.map(({ actor, action, target }) => ({
        actor_id: actor.userId,
        actor_name: actor.name,
        action,
        target,
      })),
    );
    const columns = 'actor_id, actor_name, action, target';
    const recordset =
      'jsonb_to_recordset($1::jsonb) AS d(actor_id text, actor_name text, action text, target text)';
    if (tenantId === null) {
      await this.#platform.transaction((tx) =>
        tx.run(
          `INSERT INTO platform_audit (${columns}, outcome) SELECT ${columns}, 'denied' FROM ${recordset}`,
          [rows],
        ),
      );
    } else {
      const userId = denials[0]?.actor.userId ?? '';
      await this.#database.withTenant({ tenantId, userId }, (tx) =>
        tx.run(
          `INSERT INTO audit_log (tenant_id, ${columns}, outcome) SELECT $2, ${columns}, 'denied' FROM ${recordset}`,
          [rows, tenantId],
        ),
      );
    }
  }
}
