/**
 * The fault proxy before the database: a wire that can be disturbed, and a control port where a check says how.
 *
 * `POST /pass`, `/cut` (every connection ends, new ones end before a byte), `/refuse` (nobody listens), `/stall` (silence),
 * `/slow?ms=…` (each chunk arrives later), `/cut-after?answers=…` (so many answers pass, the next one breaks off) and
 * `/read-only` (the database takes no writes, as one that is full). Each ends the one before. `GET /` says what is in
 * force, how many answers have passed since, and whether one was broken off.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../postgres/ports.ts';
import { type Fault, FaultWire } from './fault-wire.ts';

export interface FaultProxy {
  /** Port to connect to instead of the service's own. */
  port: number;
  controlUrl: string;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const LONGEST_DELAY_MS = 10_000;
const MOST_ANSWERS = 1_000_000;

export type Order = Fault | { name: 'read-only' };

/** What a path of the control port asks for; undefined for anything else. */
export function orderOf(path: string): Order | undefined {
  const { pathname, searchParams } = new URL(path, 'http://control');
  const name = pathname.slice(1);
  const whole = (parameter: string, most: number): number | undefined => {
    const text = searchParams.get(parameter) ?? '';
    return /^\d{1,7}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
  };
  switch (name) {
    case 'pass':
    case 'cut':
    case 'refuse':
    case 'stall':
    case 'read-only':
      return { name };
    case 'slow': {
      const ms = whole('ms', LONGEST_DELAY_MS);
      return ms === undefined ? undefined : { name, ms };
    }
    case 'cut-after': {
      const answers = whole('answers', MOST_ANSWERS);
      return answers === undefined ? undefined : { name, answers };
    }
    default:
      return undefined;
  }
}

/**
 * Starts a proxy before `host:port`.
 *
 * @param readOnly has the service take no writes from new connections, or take them again
 */
export async function startFaultProxy(
  host: string,
  port: number,
  readOnly: (on: boolean) => Promise<void>,
): Promise<FaultProxy> {
  const wire = new FaultWire(host, port);
  let inForce: Order['name'] = 'pass';

  const obey = async (order: Order): Promise<void> => {
    const turns = order.name === 'read-only' || inForce === 'read-only';
    if (turns) await readOnly(order.name === 'read-only');
    inForce = order.name;
    await wire.set(order.name === 'read-only' ? { name: 'pass' } : order);
    // Only a new connection is what the service has become.
    if (turns) wire.endAll();
  };
  const answerTo = async ({ method, url = '', headers }: IncomingMessage): Promise<[number, string?]> => {
    // A page in a browser names its origin; nobody but a check may pull the plug.
    if (headers.origin !== undefined) return [404];
    if (method === 'GET' && url === '/')
      return [200, JSON.stringify({ fault: inForce, answers: wire.answers, broken: wire.broken })];
    const order = method === 'POST' ? orderOf(url) : undefined;
    if (!order) return [404];
    await obey(order);
    return [204];
  };
  const control = createServer((request, response) => {
    answerTo(request).then(
      ([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      () => response.writeHead(502).end(),
    );
  });

  // Out of the range of outgoing connections, one of which could take the port while nobody listens on it.
  await wire.listen(await freePort());
  await new Promise<void>((resolve, reject) => {
    control.once('error', reject);
    control.listen(0, LOOPBACK, resolve);
  });
  return {
    port: wire.port,
    controlUrl: `http://localhost:${(control.address() as AddressInfo).port}`,
    async stop() {
      control.closeAllConnections();
      control.close();
      await wire.stop();
    },
  };
}

/** The same connection address by way of the proxy. */
export function throughProxy(databaseUrl: string, proxy: FaultProxy): string {
  const url = new URL(databaseUrl);
  url.hostname = LOOPBACK;
  url.port = String(proxy.port);
  return url.toString();
}
