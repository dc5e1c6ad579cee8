/** Ports for the three services. */
import { freePort, isFree, take } from '../postgres/ports.ts';
import { LauncherError, type ServiceName } from './options.ts';

const VARIABLES: Record<ServiceName, string> = {
  web: 'TARGET_APP_PORT',
  api: 'TARGET_API_PORT',
  idp: 'TARGET_IDP_PORT',
};

/**
 * Chooses the ports that are not given.
 *
 * @throws LauncherError naming the variable of a given port that is in use
 */
export async function choosePorts(
  given: Partial<Record<ServiceName, number>> = {},
): Promise<Record<ServiceName, number>> {
  for (const port of Object.values(given)) if (port !== undefined) take(port);
  const ports: Partial<Record<ServiceName, number>> = {};
  for (const name of ['idp', 'api', 'web'] as const) {
    const wanted = given[name];
    if (wanted !== undefined && !(await isFree(wanted))) {
      throw new LauncherError(`${VARIABLES[name]}: port ${wanted} is in use`);
    }
    ports[name] = wanted ?? (await freePort());
  }
  return ports as Record<ServiceName, number>;
}
