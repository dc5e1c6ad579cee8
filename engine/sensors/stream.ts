/** An event stream: what a page sends while it is open may be what the stream told. */
import type { Known } from './known.ts';

/** Bytes as they came, and what was known by then. */
export interface Part {
  bytes: Buffer;
  known: Known;
}

/**
 * The lines of a stream, by what was known when each began: a page may at once ask for what one tells. Lines that came
 * together stay together.
 */
export function linesOf(parts: readonly Part[]): Part[] {
  const lines: Part[] = [];
  let open: Buffer[] = [];
  let since: Known | undefined;
  const add = (bytes: Buffer, known: Known): void => {
    if (bytes.length > 0) lines.push({ bytes, known });
  };
  for (const { bytes, known } of parts) {
    const end = 1 + Math.max(bytes.lastIndexOf('\n'), bytes.lastIndexOf('\r'));
    let start = 0;
    if (since && end > 0) {
      start = 1 + bytes.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
      add(Buffer.concat([...open, bytes.subarray(0, start)]), since);
    }
    if (end > 0) {
      add(bytes.subarray(start, end), known);
      open = [];
      since = undefined;
    }
    if (end < bytes.length) {
      open.push(bytes.subarray(end));
      since ??= known;
    }
  }
  if (since) add(Buffer.concat(open), since);
  return lines;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
