/** Two ends of one connection that passes through the launcher: what ends or breaks one ends the other. */
import type { Socket } from 'node:net';

/**
 * Joins two sockets.
 *
 * @param open holds both for as long as they are open
 */
export function join(client: Socket, service: Socket, open: Set<Socket>): void {
  const keep = (socket: Socket, other: Socket): void => {
    open.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      open.delete(socket);
      other.destroy();
    });
  };
  keep(client, service);
  keep(service, client);
  client.pipe(service).pipe(client);
}
