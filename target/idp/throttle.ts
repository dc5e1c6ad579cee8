/** Limits on guessing. */
import { BoundedMap } from './bounded-map.ts';

const ENTRIES = 20_000;

export class Throttle {
  readonly #failures = new BoundedMap<number>(ENTRIES);
  readonly #limit: number;
  readonly #window: number;

  /**
   * @param limit attempts that may fail in a row
   * @param window milliseconds from the last of them until the next is let through
   */
  constructor(limit: number, window: number) {
    this.#limit = limit;
    this.#window = window;
  }

  /**
   * Counts an attempt before its outcome is known, so that parallel guesses do not slip past the limit.
   *
   * @returns whether it may be tried
   */
  attempt(key: string): boolean {
    if (this.exhausted(key)) return false;
    this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1, this.#window);
    return true;
  }

  exhausted(key: string): boolean {
    return (this.#failures.get(key) ?? 0) >= this.#limit;
  }

  succeed(key: string): void {
    this.#failures.delete(key);
  }
}

const MINUTE = 60_000;

/** Attack protection of the login pages. */
export interface Throttles {
  /** Keyed by address and identifier, whether or not such an account exists. */
  passwords: Throttle;
  /** Keyed by account; reached with the right password only. */
  codes: Throttle;
}

export function createThrottles(): Throttles {
  return { passwords: new Throttle(10, 15 * MINUTE), codes: new Throttle(5, 5 * MINUTE) };
}
