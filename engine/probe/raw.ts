/** Writes bytes on a bare connection and reads what comes back: for requests that no client would write. */
import net from 'node:net';
import tls from 'node:tls';
import { connectingTo, isSecure } from './connect.ts';
import type { Answer } from './transport.ts';

const PATIENCE_MS = 3_000;
/** How long a second answer may take after a whole one. */
const QUIET_MS = 200;
const LIMIT = 1024 * 1024;

/** The first answer in what came back; undefined where nothing did that is one. */
export function parseAnswer(bytes: Buffer): Answer | undefined {
  const text = bytes.toString('utf8');
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...lines] = text.slice(0, end < 0 ? undefined : end).split('\r\n');
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(line)?.[1];
  if (status === undefined) return undefined;
  const headers = Object.fromEntries(
    lines.map((each): [string, string] => {
      const colon = each.indexOf(':');
      return [each.slice(0, colon).trim().toLowerCase(), each.slice(colon + 1).trim()];
    }),
  );
  const body = end < 0 ? '' : text.slice(end + 4);
  let json: unknown;
  if (/json/i.test(headers['content-type'] ?? '')) {
    try {
      json = JSON.parse(body);
    } catch {
      json = undefined;
    }
  }
  return { status: Number(status), headers, text: body, json };
}

/** Where the answer that begins the bytes ends; undefined where it ends with the connection, or is not there whole. */
function endOf(bytes: Buffer): number | undefined {
  const head = bytes.indexOf('\r\n\r\n');
  const answer = head < 0 ? undefined : parseAnswer(bytes.subarray(0, head + 4));
  if (!answer) return undefined;
  const from = head + 4;
  const { 'content-length': length, 'transfer-encoding': encoding } = answer.headers;
  if (answer.status < 200 || answer.status === 204 || answer.status === 304) return from;
  if (/chunked/i.test(encoding ?? '')) {
    const last = bytes.indexOf('0\r\n\r\n', from);
    return last < 0 ? undefined : last + 5;
  }
  const end = length === undefined ? Infinity : from + Number(length);
  return end <= bytes.length ? end : undefined;
}

/** All answers in what came back, one after the other, and whether the last is there whole. Interim ones are none. */
export function answersIn(bytes: Buffer): { answers: Answer[]; whole: boolean } {
  const answers: Answer[] = [];
  for (let rest = bytes; ;) {
    const end = endOf(rest);
    const answer = parseAnswer(rest.subarray(0, end));
    if (!answer) return { answers, whole: rest.length === 0 && answers.length > 0 };
    if (answer.status >= 200) answers.push(answer);
    if (end === undefined) return { answers, whole: false };
    rest = rest.subarray(end);
  }
}

/** What came of bytes on a connection. */
export interface Heard {
  answers: Answer[];
  /** The other side ended the connection, or cut it; else it was given up. */
  closed: boolean;
}

/**
 * Sends bytes to an origin and takes every answer, until the connection ends, nothing more comes after a whole answer, or
 * the time is up.
 *
 * @throws Error when there is no connection
 */
export function speak(origin: string, bytes: Buffer): Promise<Heard> {
  const at = new URL(origin);
  const options = connectingTo(at);
  return new Promise((resolve, reject) => {
    let connected = false;
    const begin = (): void => {
      connected = true;
      socket.write(bytes);
    };
    const socket = isSecure(at) ? tls.connect(options, begin) : net.connect(options, begin);
    let sofar = Buffer.alloc(0);
    let given: NodeJS.Timeout | undefined;
    const finish = (closed: boolean): void => {
      clearTimeout(given);
      clearTimeout(patience);
      socket.destroy();
      resolve({ answers: answersIn(sofar).answers, closed });
    };
    const patience = setTimeout(() => finish(false), PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => {
      sofar = Buffer.concat([sofar, chunk]);
      clearTimeout(given);
      if (sofar.length > LIMIT) finish(false);
      else if (answersIn(sofar).whole) given = setTimeout(() => finish(false), QUIET_MS);
    });
    socket.on('close', () => finish(true));
    socket.on('error', (error: Error) => {
      // A connection that is cut is a way to refuse.
      if (connected) finish(true);
      else {
        clearTimeout(patience);
        reject(error);
      }
    });
  });
}
