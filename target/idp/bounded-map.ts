/** A map that cannot grow without end: entries expire, and the oldest go when it is full. */
export class BoundedMap<V> {
  readonly #entries = new Map<string, { value: V; expiresAt: number }>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt > Date.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** @param lifetime milliseconds */
  set(key: string, value: V, lifetime: number): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#limit) this.#makeRoom();
    this.#entries.set(key, { value, expiresAt: Date.now() + lifetime });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  *values(): Generator<[key: string, value: V]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  #makeRoom(): void {
    const now = Date.now();
    for (const [key, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(key);
    for (const key of this.#entries.keys()) {
      if (this.#entries.size < this.#limit) break;
      this.#entries.delete(key);
    }
  }
}
