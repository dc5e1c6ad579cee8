/** Finding a port that will still be free when it is used. */
import { randomInt } from 'node:crypto';
import net from 'node:net';

/**
 * Below the range from which systems take the local ports of outgoing connections, so that none is taken between the
 * choice and the use, and free of ports that browsers refuse.
 */
const LOWEST = 20_000;
const BEYOND = 32_000;

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    // A machine without IPv6 has nobody listening there either.
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Whether nobody listens on either address that `localhost` may mean; a browser could reach the stranger instead. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

/** Ports that are spoken for in this process, and that perhaps nobody listens on yet. */
const taken = new Set<number>();

/** Keeps a port that somebody has chosen from being given to others. */
export function take(port: number): void {
  taken.add(port);
}

/**
 * A port that nobody listens on at this moment, and that is not spoken for in this process. It is from now on.
 *
 * @throws Error when none is found
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const candidate = randomInt(LOWEST, BEYOND);
    if (taken.has(candidate)) continue;
    take(candidate);
    if (await isFree(candidate)) return candidate;
  }
  throw new Error(`no free port found between ${LOWEST} and ${BEYOND}`);
}
