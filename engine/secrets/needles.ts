/**
 * Looks for thousands of byte strings in one pass.
 *
 * A rolling hash over a short window (Rabin and Karp, 1987) meets a bitmap of one window of every needle; the
 * rare hit is compared in full. The window of a needle is the one that the fewest other needles have, so that
 * a thousand addresses of one domain do not all answer to the end of it. Memory does not grow with the length
 * of the needles, as an Aho-Corasick automaton over thousands of tokens would.
 */

const WINDOW = 6;
const BASE = 0x01000193;
const MAP_BITS = 22;

let power = 1;
for (let step = 0; step < WINDOW; step += 1) power = Math.imul(power, BASE);
const DROP = power;

interface Entry {
  /** Position of the needle among those given. */
  index: number;
  needle: Buffer;
  /** Bytes of the needle before and including its window. */
  before: number;
}

export interface Match {
  /** Position of the needle among those given. */
  index: number;
  /** Offset in the body. */
  start: number;
}

export class Needles {
  private readonly bitmap = new Uint8Array(1 << (MAP_BITS - 3));
  private readonly byHash = new Map<number, Entry[]>();

  /** @throws RangeError for a needle of fewer than six bytes. */
  constructor(needles: Iterable<Buffer>) {
    const all = [...needles];
    const crowd = crowdOf(all);
    for (const [index, needle] of all.entries()) {
      let best = Infinity;
      let chosen = { hash: 0, before: 0 };
      eachWindow(needle, (hash, before) => {
        const others = crowd[slotOf(hash)]!;
        // The last of the best: what comes first is often what a whole body is full of.
        if (others <= best) [best, chosen] = [others, { hash, before }];
      });
      const slot = slotOf(chosen.hash);
      this.bitmap[slot >>> 3]! |= 1 << (slot & 7);
      const entry = { index, needle, before: chosen.before };
      const same = this.byHash.get(chosen.hash);
      if (same) same.push(entry);
      else this.byHash.set(chosen.hash, [entry]);
    }
  }

  /** Offset of a needle in the body, or -1. */
  find(body: Buffer): number {
    let found = -1;
    this.scan(body, (_, start) => {
      found = start;
      return true;
    });
    return found;
  }

  /** Every place where a needle stands, in no particular order. */
  matches(body: Buffer): Match[] {
    const found: Match[] = [];
    this.scan(body, (index, start) => {
      found.push({ index, start });
      return false;
    });
    return found;
  }

  /** @param report answers true when it has seen enough */
  private scan(body: Buffer, report: (index: number, start: number) => boolean): void {
    if (this.byHash.size === 0 || body.length < WINDOW) return;
    const { bitmap } = this;
    let hash = 0;
    for (let index = 0; index < WINDOW - 1; index += 1) hash = (Math.imul(hash, BASE) + body[index]!) | 0;
    for (let index = WINDOW - 1; index < body.length; index += 1) {
      hash = (Math.imul(hash, BASE) + body[index]!) | 0;
      if (index >= WINDOW) hash = (hash - Math.imul(body[index - WINDOW]!, DROP)) | 0;
      const slot = slotOf(hash);
      if ((bitmap[slot >>> 3]! & (1 << (slot & 7))) !== 0) {
        for (const entry of this.byHash.get(hash) ?? []) {
          const start = index + 1 - entry.before;
          const end = start + entry.needle.length;
          if (start < 0 || end > body.length) continue;
          if (body.compare(entry.needle, 0, entry.needle.length, start, end) !== 0) continue;
          if (report(entry.index, start)) return;
        }
      }
    }
  }
}

/** How many windows of all needles fall on each place of the bitmap, up to what a byte holds. */
function crowdOf(needles: readonly Buffer[]): Uint8Array {
  const crowd = new Uint8Array(1 << MAP_BITS);
  for (const needle of needles) {
    if (needle.length < WINDOW) throw new RangeError(`A needle needs at least ${WINDOW} bytes.`);
    eachWindow(needle, (hash) => {
      const slot = slotOf(hash);
      if (crowd[slot]! < 255) crowd[slot]! += 1;
    });
  }
  return crowd;
}

/** @param visit is given the hash of each window and the number of bytes up to its end */
function eachWindow(needle: Buffer, visit: (hash: number, end: number) => void): void {
  let hash = 0;
  for (let index = 0; index < needle.length; index += 1) {
    hash = (Math.imul(hash, BASE) + needle[index]!) | 0;
    if (index >= WINDOW) hash = (hash - Math.imul(needle[index - WINDOW]!, DROP)) | 0;
    if (index >= WINDOW - 1) visit(hash, index + 1);
  }
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - MAP_BITS);
}
