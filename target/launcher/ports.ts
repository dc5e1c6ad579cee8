/** Ports for the three services. */
import { randomInt } from 'node:crypto';
import net from 'node:net';
import { LauncherError, type ServiceName } from './options.ts';

const VARIABLES: Record<ServiceName, string> = {
  web: 'TARGET_APP_PORT',
  api: 'TARGET_API_PORT',
  idp: 'TARGET_IDP_PORT',
};

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

/** `localhost` may mean either address to a browser, so a stranger on one of them would be taken for us. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

/**
 * Chooses the ports that are not given. They lie below the range from which systems take the local ports of outgoing
 * connections, so that none is taken between choice and use, and where Chromium blocks none.
 *
 * @throws LauncherError naming the variable of a given port that is in use
 */
export async function choosePorts(
  given: Partial<Record<ServiceName, number>>,
): Promise<Record<ServiceName, number>> {
  const chosen = new Map<ServiceName, number>();
  for (const name of ['idp', 'api', 'web'] as const) {
    const wanted = given[name];
    if (wanted !== undefined && !(await isFree(wanted))) {
      throw new LauncherError(`${VARIABLES[name]}: port ${wanted} is in use`);
    }
    let port = wanted;
    for (let attempt = 0; port === undefined; attempt += 1) {
      if (attempt === 200) throw new LauncherError('no free port found between 20000 and 32000');
      const candidate = randomInt(20_000, 32_000);
      const taken = [...chosen.values(), ...Object.values(given)].includes(candidate);
      if (!taken && (await isFree(candidate))) port = candidate;
    }
    chosen.set(name, port);
  }
  return Object.fromEntries(chosen) as Record<ServiceName, number>;
}
