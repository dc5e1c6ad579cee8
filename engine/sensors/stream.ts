/** An event stream: what a page sends while it is open may be what the stream told. */
import type { Known } from './known.ts';

/** Bytes as they came, and what was known by then. */
export interface Part {
  bytes: Buffer;
  known: Known;
}

/** Lines end with LF or CRLF, in practice; an empty one ends a message. */
const MESSAGE_ENDS = ['\n\n', '\n\r\n'];

/** Where the last one ends; 0 when there is none. */
function endOf(bytes: Buffer, ending: string): number {
  const at = bytes.lastIndexOf(ending);
  return at === -1 ? 0 : at + ending.length;
}

/** The messages of an event stream, by when each had come: a page may at once ask for what one tells. */
export function messagesOf(parts: readonly Part[]): Part[] {
  const messages: Part[] = [];
  let open: Buffer = Buffer.alloc(0);
  for (const { bytes, known } of parts) {
    open = Buffer.concat([open, bytes]);
    const end = Math.max(...MESSAGE_ENDS.map((each) => endOf(open, each)));
    if (end === 0) continue;
    messages.push({ bytes: open.subarray(0, end), known });
    open = open.subarray(end);
  }
  const known = parts.at(-1)?.known;
  if (known && open.length > 0) messages.push({ bytes: open, known });
  return messages;
}
