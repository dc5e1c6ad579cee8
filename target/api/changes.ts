/** The one way in which members change data: done, written down, and forgotten by the cache, in that order. */
import { recordInTenant } from './audit.ts';
import type { Member } from './auth/principal.ts';
import type { ResponseCache } from './cache.ts';
import type { Database, Transaction } from './db/pool.ts';

/** What a change did: the words for the audit log, and what the caller wants back. */
export interface Change<T> {
  target: string;
  result: T;
}

export class Changes {
  readonly #database: Database;
  readonly #cache: ResponseCache;

  constructor(database: Database, cache: ResponseCache) {
    this.#database = database;
    this.#cache = cache;
  }

  /**
   * Runs a change in one transaction with its audit entry.
   *
   * @param action `resource.verb`
   */
  async commit<T>(who: Member, action: string, work: (tx: Transaction) => Promise<Change<T>>): Promise<T> {
    try {
      return await this.#database.withTenant(who, async (tx) => {
        const change = await work(tx);
        await recordInTenant(tx, who.tenantId, who, action, change.target);
        return change.result;
      });
    } finally {
      // Also after a failure: a commit whose answer was lost has been done.
      this.#cache.forget(who.tenantId);
    }
  }
}
