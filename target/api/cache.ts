/**
 * Answers that are kept in memory for a while. Part of every key, and not left to the callers: the tenant and the role
 * for which the answer was made.
 */
import type { Member } from './auth/principal.ts';

interface Entry {
  value: Promise<unknown>;
  expiresAt: number;
}

const LIFETIME = 30_000;
const MAX_ENTRIES_PER_TENANT = 200;

export class ResponseCache {
  /** Per tenant, so that a write of one clears its own answers and nobody else's. */
  readonly #tenants = new Map<string, Map<string, Entry>>();

  /**
   * The kept answer, or a new one. Callers that ask for the same while it is being made share it.
   *
   * @param name what is asked for, unique within a tenant and role
   */
  async remember<T>(
    who: Pick<Member, 'tenantId' | 'role'>,
    name: string,
    make: () => Promise<T>,
  ): Promise<T> {
    const entries = this.#entries(who.tenantId);
    const key = `${who.role} ${name}`;
    const kept = entries.get(key);
    if (kept && kept.expiresAt > Date.now()) return kept.value as Promise<T>;
    const value = make();
    if (entries.size >= MAX_ENTRIES_PER_TENANT) entries.clear();
    entries.set(key, { value, expiresAt: Date.now() + LIFETIME });
    try {
      return await value;
    } catch (error) {
      // Refusals and failures are not kept.
      if (entries.get(key)?.value === value) entries.delete(key);
      throw error;
    }
  }

  /** Forgets a tenant. An answer still being made from older data goes to a map that nobody reads any more. */
  forget(tenantId: string): void {
    this.#tenants.delete(tenantId);
  }

  #entries(tenantId: string): Map<string, Entry> {
    let entries = this.#tenants.get(tenantId);
    if (!entries) this.#tenants.set(tenantId, (entries = new Map<string, Entry>()));
    return entries;
  }
}
