/**
 * A TCP proxy that can be told to cut what goes through it, so that a check can take a service away for a moment.
 *
 * It listens on loopback. `POST /cut` on its control port ends every connection and refuses new ones; `POST /pass` lets
 * them through again.
 */
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { join } from './join.ts';

export interface FaultProxy {
  /** Port to connect to instead of the service's own. */
  port: number;
  controlUrl: string;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

async function listen(server: Server | HttpServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Starts a proxy before `host:port`. */
export async function startFaultProxy(host: string, port: number): Promise<FaultProxy> {
  const open = new Set<Socket>();
  let cut = false;
  const endAll = (): void => open.forEach((socket) => socket.destroy());

  const through = createServer((client) => {
    if (cut) {
      client.destroy();
      return;
    }
    join(client, connect({ host, port }), open);
  });

  const control = createHttpServer((request, response) => {
    const mode = request.method === 'POST' ? request.url : undefined;
    // A page in a browser names its origin; nobody but a check may pull the plug.
    const known = (mode === '/cut' || mode === '/pass') && request.headers.origin === undefined;
    if (known) cut = mode === '/cut';
    if (cut) endAll();
    response.writeHead(known ? 204 : 404).end();
  });

  const [proxyPort, controlPort] = await Promise.all([listen(through), listen(control)]);
  return {
    port: proxyPort,
    controlUrl: `http://localhost:${controlPort}`,
    async stop() {
      through.close();
      control.closeAllConnections();
      control.close();
      endAll();
      await Promise.resolve();
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
