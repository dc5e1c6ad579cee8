/**
 * The engine's own HTTP transport: sends the path and the headers exactly as given, follows no redirect, keeps no
 * cookie. High-level clients normalise paths, which hides what a probe is about.
 */
import http from 'node:http';
import https from 'node:https';
import { agentFor, connectingTo, isSecure } from './connect.ts';

export interface Request {
  method: string;
  /** Origin of the service, for example `http://localhost:4000`. */
  origin: string;
  /** Path with query, sent as it stands. */
  path: string;
  /** A list of values is sent as so many headers. */
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Milliseconds until the request is given up; 10,000 unless told. */
  timeout?: number;
  /** Resolve when the head of a success is there, and close: for streams that do not end. Errors are read whole. */
  headOnly?: boolean;
}

export interface Answer {
  status: number;
  /** Lower-case names; repeated headers joined with a comma, as Node does. */
  headers: Record<string, string>;
  text: string;
  /** The parsed body where it is JSON, else undefined. */
  json: unknown;
}

const DEFAULT_TIMEOUT = 10_000;
const BODY_LIMIT = 32 * 1024 * 1024;

function parseJson(text: string, contentType: string): unknown {
  if (!/json/i.test(contentType) || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toAnswer(message: http.IncomingMessage, body: Buffer): Answer {
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const text = body.toString('utf8');
  return {
    status: message.statusCode ?? 0,
    headers,
    text,
    json: parseJson(text, headers['content-type'] ?? ''),
  };
}

/**
 * Sends one request and reads the whole answer.
 *
 * @throws Error when there is no answer: refused, reset, timed out, or larger than 32 MiB
 */
export function send(request: Request): Promise<Answer> {
  return attempt(request, agentFor(new URL(request.origin)));
}

const REPEATABLE = ['GET', 'HEAD', 'OPTIONS'];

/** @param agent false for a connection of its own */
function attempt(request: Request, agent: http.Agent | false): Promise<Answer> {
  const origin = new URL(request.origin);
  const body = request.body === undefined ? undefined : Buffer.from(request.body);
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure(origin) ? https : http).request({
      ...connectingTo(origin),
      method: request.method,
      path: request.path,
      headers: {
        host: origin.host,
        ...request.headers,
        ...(body ? { 'content-length': String(body.length) } : {}),
      },
      agent,
      timeout: request.timeout ?? DEFAULT_TIMEOUT,
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('timed out')));
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // A connection that was kept may be closed at the moment at which it is used again: that is no answer of anybody.
      const isStale = agent && outgoing.reusedSocket && error.code === 'ECONNRESET';
      if (isStale && REPEATABLE.includes(request.method)) resolve(attempt(request, false));
      else reject(new Error(`${request.method} ${request.origin}: ${error.message}`));
    });
    outgoing.on('response', (message) => {
      if (request.headOnly && (message.statusCode ?? 0) < 300) {
        resolve(toAnswer(message, Buffer.alloc(0)));
        outgoing.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      message.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > BODY_LIMIT) outgoing.destroy(new Error('the answer is larger than 32 MiB'));
        chunks.push(chunk);
      });
      message.on('error', (error) =>
        reject(new Error(`${request.method} ${request.origin}: ${error.message}`)),
      );
      message.on('end', () => resolve(toAnswer(message, Buffer.concat(chunks))));
    });
    outgoing.end(body);
  });
}
