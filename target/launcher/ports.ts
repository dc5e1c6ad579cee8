/** Ports for the three services. */
import { freePort, isFree } from '../postgres/ports.ts';
import { LauncherError, type ServiceName } from './options.ts';

const VARIABLES: Record<ServiceName, string> = {
  web: 'TARGET_APP_PORT',
  api: 'TARGET_API_PORT',
  idp: 'TARGET_IDP_PORT',
};

/**
 * Chooses the ports that are not given.
 *
 * @param taken ports that are spoken for, and perhaps not in use yet
 * @throws LauncherError naming the variable of a given port that is in use
 */
export async function choosePorts(
  given: Partial<Record<ServiceName, number>>,
  taken: readonly number[] = [],
): Promise<Record<ServiceName, number>> {
  const ports: Partial<Record<ServiceName, number>> = { ...given };
  for (const name of ['idp', 'api', 'web'] as const) {
    const wanted = given[name];
    if (wanted !== undefined && !(await isFree(wanted))) {
      throw new LauncherError(`${VARIABLES[name]}: port ${wanted} is in use`);
    }
    ports[name] =
      wanted ?? (await freePort([...taken, ...Object.values(ports).filter((port) => port !== undefined)]));
  }
  return ports as Record<ServiceName, number>;
}
