/** Finds the values of every tenant in a body, in one pass, in whatever form they stand. */
import { createHash } from 'node:crypto';
import { formsOf } from '../secrets/encodings.ts';
import { Needles } from '../secrets/needles.ts';

export interface Owned {
  tenant: string;
  value: string;
}

/** From this size on a body is remembered by its digest: pages load the same scripts again and again. */
const REMEMBERED_FROM = 16 * 1024;
const REMEMBERED = 500;
const SHORTEST_FORM = 6;

export class Canaries {
  readonly #owned: Owned[];
  /** Position of a form → position of its value. */
  readonly #valueOf: number[] = [];
  readonly #needles: Needles;
  /** By digest. */
  readonly #known = new Map<string, Owned[]>();
  /** Bodies that are kept are met as the same bytes again. */
  readonly #kept = new WeakMap<Buffer, Owned[]>();

  /** @param values tenant → values that belong to it alone */
  constructor(values: Readonly<Record<string, readonly string[]>>) {
    this.#owned = Object.entries(values).flatMap(([tenant, own]) =>
      [...new Set(own)].map((value) => ({ tenant, value })),
    );
    const forms: Buffer[] = [];
    for (const [index, { value }] of this.#owned.entries()) {
      for (const form of formsOf(value)) {
        if (form.length < SHORTEST_FORM) continue;
        forms.push(form);
        this.#valueOf.push(index);
      }
    }
    this.#needles = new Needles(forms);
  }

  /** How many values are looked for. */
  get size(): number {
    return this.#owned.length;
  }

  /** Every value that stands in a body: raw, JSON-, HTML- or URL-escaped, or in base64; each once. */
  in(body: Buffer | string): Owned[] {
    if (this.size === 0) return [];
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (bytes.length < REMEMBERED_FROM) return this.#search(bytes);
    const found = this.#kept.get(bytes) ?? this.#remembered(bytes);
    this.#kept.set(bytes, found);
    return found;
  }

  #remembered(bytes: Buffer): Owned[] {
    const digest = createHash('sha1').update(bytes).digest('base64');
    const known = this.#known.get(digest);
    if (known) return known;
    const found = this.#search(bytes);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(digest, found);
    return found;
  }

  #search(bytes: Buffer): Owned[] {
    const found = new Set(this.#needles.matches(bytes).map(({ index }) => this.#valueOf[index] as number));
    return [...found].map((index) => this.#owned[index] as Owned);
  }
}
