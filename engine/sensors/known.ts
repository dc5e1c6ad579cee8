/** What a watched person knows without having been told: values sent, in their order, and what the platform was shown. */

/** What was known at one moment. What the platform is shown is known in whatever comes of it, also what is under way. */
export interface Known {
  has(value: string): boolean;
  /** Rightly given to whoever is watched. */
  show(value: string): void;
}

interface Sending {
  request: number;
  at: number;
}

export class Knowledge {
  /** Value → the request that carried it first. */
  readonly #sent = new Map<string, Sending>();
  readonly #shown = new Set<string>();
  /** Most of what is sent is never asked for: it is looked through when it is. */
  #unread: (Sending & { values: () => Iterable<string> })[] = [];
  #requests = 0;

  /**
   * A request carries values: they are known to its own answer, and to all that is asked for after it.
   *
   * @param at milliseconds, for `sentBy`
   */
  send(values: () => Iterable<string>, at = Date.now()): void {
    this.#requests += 1;
    this.#unread.push({ request: this.#requests, at, values });
  }

  byNow(): Known {
    const now = this.#requests;
    return {
      has: (value) => (this.#sending(value)?.request ?? Infinity) <= now || this.#shown.has(value),
      show: (value) => void this.#shown.add(value),
    };
  }

  /** Whether a value had been sent by a moment, in milliseconds. */
  sentBy(value: string, moment: number): boolean {
    return (this.#sending(value)?.at ?? Infinity) <= moment;
  }

  #sending(value: string): Sending | undefined {
    for (const { values, request, at } of this.#unread)
      for (const each of values()) if (!this.#sent.has(each)) this.#sent.set(each, { request, at });
    this.#unread = [];
    return this.#sent.get(value);
  }
}
