/** What is packed inside a body: zip members, gzip streams and base64 blobs. */
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';

export interface Part {
  name: string;
  body: Buffer;
}

/** Shorter runs hold no credential that the search for known secrets would not find as it is. */
const SHORTEST_RUN = 32;
/** Runs of this length are also decoded from their second, third and fourth character on. */
const SHIFTED = { from: 120, to: 65_536 };

/** Thrown when a container cannot be opened or is larger than the limit. */
export class Unsearchable extends Error {}

/** The members of a zip, or the content of a gzip stream; none for any other body. */
export function unpack(body: Buffer, limit: number): Part[] {
  if (isZip(body)) return unzip(body, limit);
  if (isGzip(body)) return [{ name: 'gzip', body: gunzip(body, limit) }];
  return [];
}

export function isContainer(body: Buffer): boolean {
  return isZip(body) || isGzip(body);
}

function isZip(body: Buffer): boolean {
  return body.length > 22 && body.readUInt32LE(0) === 0x04034b50;
}

function isGzip(body: Buffer): boolean {
  return body.length > 18 && body[0] === 0x1f && body[1] === 0x8b && body[2] === 8;
}

function unzip(body: Buffer, limit: number): Part[] {
  let total = 0;
  try {
    const members = unzipSync(body, {
      filter: ({ originalSize }) => {
        total += originalSize;
        if (total > limit) throw new Unsearchable('larger than the limit when unpacked');
        return true;
      },
    });
    return Object.entries(members).map(([name, content]) => ({
      name,
      body: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    }));
  } catch (error) {
    throw error instanceof Unsearchable ? error : new Unsearchable('a zip that cannot be opened');
  }
}

function gunzip(body: Buffer, limit: number): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch {
    throw new Unsearchable('a gzip stream that cannot be opened, or is larger than the limit');
  }
}

const ALPHABET = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') {
  ALPHABET[character.charCodeAt(0)] = 1;
}

/** Every base64 blob of a body, decoded; lines that a writer wrapped are joined. */
export function* base64Parts(body: Buffer): Generator<Part> {
  let index = 0;
  while (index < body.length) {
    if (ALPHABET[body[index]!] === 0) {
      index += 1;
      continue;
    }
    const start = index;
    let lines: string[] | undefined;
    let line = start;
    for (;;) {
      while (index < body.length && ALPHABET[body[index]!] === 1) index += 1;
      const next = wrapped(body, line, index);
      if (next === -1) break;
      (lines ??= []).push(body.toString('latin1', line, index));
      line = next;
      index = next;
    }
    if (index - start < SHORTEST_RUN) continue;
    const text = lines
      ? lines.join('') + body.toString('latin1', line, index)
      : body.toString('latin1', start, index);
    yield { name: `base64 at ${start}`, body: Buffer.from(text, 'base64') };
    if (text.length >= SHIFTED.from && text.length <= SHIFTED.to) {
      for (const shift of [1, 2, 3]) {
        yield { name: `base64 at ${start + shift}`, body: Buffer.from(text.slice(shift), 'base64') };
      }
    }
  }
}

/** Where the next line of a wrapped blob starts, or -1: a full line of whole groups, then a line break. */
function wrapped(body: Buffer, line: number, end: number): number {
  const length = end - line;
  if (length < 60 || length % 4 !== 0) return -1;
  let next = end;
  if (body[next] === 0x0d) next += 1;
  else if (body[next] === 0x5c && body[next + 1] === 0x72) next += 2;
  if (body[next] === 0x0a) next += 1;
  else if (body[next] === 0x5c && body[next + 1] === 0x6e) next += 2;
  return next > end && next < body.length && ALPHABET[body[next]!] === 1 ? next : -1;
}
