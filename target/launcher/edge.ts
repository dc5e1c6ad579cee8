/**
 * The edge of an instance over TLS: ends TLS before its services, as a load balancer does. It listens at once, and wakes
 * what is behind it for the first who comes.
 */
import net from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './authority.ts';
import { join } from './join.ts';
import type { ServiceName } from './options.ts';

const LOOPBACK = '127.0.0.1';

/** What is behind the edge. */
export interface Behind {
  certificate: Certificate;
  /** Where the services listen, without TLS. */
  ports: Readonly<Record<ServiceName, number>>;
}

export interface Edge {
  stop(): void;
}

/**
 * Listens on the ports of the three services.
 *
 * @param wake brings up what is behind; called once, and never when nobody comes
 */
export async function startEdge(
  ports: Readonly<Record<ServiceName, number>>,
  wake: () => Promise<Behind>,
): Promise<Edge> {
  const open = new Set<net.Socket>();
  let woken: Promise<Record<ServiceName, tls.Server>> | undefined;

  const serve = async (): Promise<Record<ServiceName, tls.Server>> => {
    const { certificate, ports: inner } = await wake();
    const ending = (port: number): tls.Server =>
      tls.createServer({ ...certificate }, (client) => {
        join(client, net.connect({ host: LOOPBACK, port }), open);
      });
    return { web: ending(inner.web), api: ending(inner.api), idp: ending(inner.idp) };
  };

  const listen = async (name: ServiceName): Promise<net.Server> => {
    const server = net.createServer((socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => socket.destroy());
      woken ??= serve();
      // What it has sent meanwhile is kept for the handshake; of what could not be woken its owner tells.
      woken.then(
        (servers) => servers[name].emit('connection', socket),
        () => socket.destroy(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(ports[name], LOOPBACK, resolve);
    });
    return server;
  };
  const servers = await Promise.all([listen('web'), listen('api'), listen('idp')]);
  return {
    stop() {
      for (const server of servers) server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
