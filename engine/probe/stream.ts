/** An event stream (WHATWG HTML, server-sent events), read as it comes. */
import http from 'node:http';
import https from 'node:https';
import { connectingTo, isSecure } from './connect.ts';

const OPEN_TIMEOUT_MS = 10_000;

export class EventStream {
  readonly status: number;
  readonly #message: http.IncomingMessage;
  #text = '';
  #ended = false;
  readonly #waiting = new Set<() => void>();

  constructor(message: http.IncomingMessage) {
    this.status = message.statusCode ?? 0;
    this.#message = message;
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    message.on('end', end);
    message.on('close', end);
    // A stream that breaks off has ended; what it brought is kept.
    message.on('error', end);
  }

  /** Everything that came so far. */
  get text(): string {
    return this.#text;
  }

  get ended(): boolean {
    return this.#ended;
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }

  /** Waits until it holds, the stream ends, or the time is over; says whether it holds. */
  until(holds: (text: string) => boolean, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(holds(this.#text));
      };
      const look = (): void => {
        if (holds(this.#text) || this.#ended) finish();
      };
      const timer = setTimeout(finish, milliseconds);
      this.#waiting.add(look);
      look();
    });
  }

  /** Waits until the other side ends it, at most so long; says whether it did. */
  untilEnded(milliseconds: number): Promise<boolean> {
    return this.until(() => this.#ended, milliseconds);
  }

  close(): void {
    this.#message.destroy();
  }
}

/**
 * Opens a stream; resolves when its head is there.
 *
 * @throws Error when there is no answer
 */
export function openStream(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> {
  const at = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = (isSecure(at) ? https : http).request({
      ...connectingTo(at),
      path,
      headers: { host: at.host, accept: 'text/event-stream', ...headers },
      // A connection of its own: it stays open.
      agent: false,
    });
    const late = setTimeout(() => request.destroy(new Error('timed out')), OPEN_TIMEOUT_MS);
    request.on('error', reject);
    request.on('response', (message) => {
      clearTimeout(late);
      resolve(new EventStream(message));
    });
    request.end();
  });
}
