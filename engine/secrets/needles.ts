/**
 * Looks for thousands of byte strings in one pass.
 *
 * A rolling hash over a short window (Rabin and Karp, 1987) meets a bitmap of the windows that end a
 * needle; the rare hit is compared in full. Memory does not grow with the length of the needles, as an
 * Aho-Corasick automaton over thousands of tokens would.
 */

const WINDOW = 6;
const BASE = 0x01000193;
const MAP_BITS = 22;

let power = 1;
for (let step = 0; step < WINDOW; step += 1) power = Math.imul(power, BASE);
const DROP = power;

export class Needles {
  private readonly bitmap = new Uint8Array(1 << (MAP_BITS - 3));
  private readonly byHash = new Map<number, Buffer[]>();

  /** @throws RangeError for a needle of fewer than six bytes. */
  constructor(needles: Iterable<Buffer>) {
    for (const needle of needles) {
      if (needle.length < WINDOW) throw new RangeError(`A needle needs at least ${WINDOW} bytes.`);
      let hash = 0;
      for (const byte of needle.subarray(-WINDOW)) hash = (Math.imul(hash, BASE) + byte) | 0;
      const slot = slotOf(hash);
      this.bitmap[slot >>> 3]! |= 1 << (slot & 7);
      const same = this.byHash.get(hash);
      if (same) same.push(needle);
      else this.byHash.set(hash, [needle]);
    }
  }

  /** Offset of the first needle in the body, or -1. */
  find(body: Buffer): number {
    if (this.byHash.size === 0 || body.length < WINDOW) return -1;
    const { bitmap } = this;
    let hash = 0;
    for (let index = 0; index < WINDOW - 1; index += 1) hash = (Math.imul(hash, BASE) + body[index]!) | 0;
    for (let index = WINDOW - 1; index < body.length; index += 1) {
      hash = (Math.imul(hash, BASE) + body[index]!) | 0;
      if (index >= WINDOW) hash = (hash - Math.imul(body[index - WINDOW]!, DROP)) | 0;
      const slot = slotOf(hash);
      if ((bitmap[slot >>> 3]! & (1 << (slot & 7))) !== 0) {
        const start = this.compare(body, index + 1, hash);
        if (start !== -1) return start;
      }
    }
    return -1;
  }

  private compare(body: Buffer, end: number, hash: number): number {
    for (const needle of this.byHash.get(hash) ?? []) {
      const start = end - needle.length;
      if (start >= 0 && body.compare(needle, 0, needle.length, start, end) === 0) return start;
    }
    return -1;
  }
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - MAP_BITS);
}
