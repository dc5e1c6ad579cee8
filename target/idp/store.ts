/**
 * Where oidc-provider keeps sessions, grants, codes and refresh tokens: in memory, one bounded map per kind, so that a
 * flood of login pages cannot push out anybody's session.
 */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import { BoundedMap } from './bounded-map.ts';

const LIMIT = 20_000;
const DAY = 24 * 3600 * 1000;
const FOREVER = 10 * 365 * 24 * 3600;

class MemoryStore implements Adapter {
  readonly #payloads = new BoundedMap<AdapterPayload>(LIMIT);
  readonly #idsByUid = new BoundedMap<string>(LIMIT);
  /** What was ended stays ended, though a request that began before may want to save it once more. */
  readonly #destroyed = new BoundedMap<true>(LIMIT);

  async upsert(id: string, payload: AdapterPayload, expiresIn: number = FOREVER): Promise<void> {
    if (this.#destroyed.get(id)) return;
    this.#payloads.set(id, payload, expiresIn * 1000);
    if (payload.uid) this.#idsByUid.set(payload.uid, id, expiresIn * 1000);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#payloads.get(id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const id = this.#idsByUid.get(uid);
    return id === undefined ? undefined : this.#payloads.get(id);
  }

  /** Only the device flow asks for it, and that is off. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    const payload = this.#payloads.get(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    const uid = this.#payloads.get(id)?.uid;
    this.#payloads.delete(id);
    this.#destroyed.set(id, true, DAY);
    // A rotated session keeps its uid under a new id.
    if (uid && this.#idsByUid.get(uid) === id) this.#idsByUid.delete(uid);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, payload] of this.#payloads.values()) {
      if (payload.grantId === grantId) this.#payloads.delete(id);
    }
  }
}

/** A store of its own for every provider. */
export function createStore(): AdapterFactory {
  const stores = new Map<string, MemoryStore>();
  return (kind) => {
    const store = stores.get(kind) ?? new MemoryStore();
    stores.set(kind, store);
    return store;
  };
}
