/** What a watched person knows without having been told: values sent, in their order, and what the platform was shown. */

/** What was known at one moment. What the platform is shown is known in whatever comes of it, also what is under way. */
export interface Known {
  has(value: string): boolean;
  /** Rightly given to whoever is watched. */
  show(value: string): void;
}

export class Knowledge {
  readonly #before: Known | undefined;
  /** Value → the request that carried it first. */
  readonly #sent = new Map<string, number>();
  readonly #shown = new Set<string>();
  #requests = 0;

  /** @param before what was known when this begins */
  constructor(before?: Known) {
    this.#before = before;
  }

  /** A request carries values: they are known to its own answer, and to all that is asked for after it. */
  send(values: Iterable<string>): void {
    this.#requests += 1;
    for (const value of values) if (!this.#sent.has(value)) this.#sent.set(value, this.#requests);
  }

  byNow(): Known {
    const now = this.#requests;
    return {
      has: (value) =>
        (this.#sent.get(value) ?? Infinity) <= now ||
        this.#shown.has(value) ||
        this.#before?.has(value) === true,
      show: (value) => {
        if (this.#before) this.#before.show(value);
        else this.#shown.add(value);
      },
    };
  }
}
