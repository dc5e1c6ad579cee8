/** Writes bytes on a bare connection and reads what comes back: for requests that no client would write. */
import net from 'node:net';
import tls from 'node:tls';
import type { Answer } from './transport.ts';

const PATIENCE_MS = 3_000;
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

/** Whether an answer is there whole, so that nothing is waited for that does not come. */
function isWhole(bytes: Buffer): boolean {
  const answer = parseAnswer(bytes);
  const length = answer?.headers['content-length'];
  return answer !== undefined && length !== undefined && Buffer.byteLength(answer.text) >= Number(length);
}

/**
 * Sends bytes to an origin and gives the first answer; undefined when the connection was closed without one, or nothing
 * came in time.
 *
 * @throws Error when there is no connection
 */
export function speak(origin: string, bytes: Buffer): Promise<Answer | undefined> {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  return new Promise((resolve, reject) => {
    const at = { host: hostname, port: Number(port) || (secure ? 443 : 80) };
    let connected = false;
    const begin = (): void => {
      connected = true;
      socket.write(bytes);
    };
    const socket = secure ? tls.connect({ ...at, servername: hostname }, begin) : net.connect(at, begin);
    const chunks: Buffer[] = [];
    const finish = (): void => {
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(chunks)));
    };
    socket.setTimeout(PATIENCE_MS, finish);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const sofar = Buffer.concat(chunks);
      if (isWhole(sofar) || sofar.length > LIMIT) finish();
    });
    socket.on('close', finish);
    socket.on('error', (error: Error) => {
      // A connection that is cut is a way to refuse.
      if (connected) finish();
      else reject(error);
    });
  });
}
