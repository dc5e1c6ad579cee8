/** Headers that are the API's own: it lets the application's pages send them, and no standard says what they mean. */
import { ApiClient } from '../probe/client.ts';
import { ownHeaders } from '../probe/claimed-rights.ts';
import { oncePerWorld } from './once-per-world.ts';
import type { World } from './world.ts';

const known = oncePerWorld<string[]>();

/** Names of such headers at an address, as the answer to a preflight tells them; none where it tells of none. */
export const ownHeadersOf = (world: World, path: string): Promise<string[]> =>
  known(world, path, async () => {
    const { answer } = await new ApiClient(world.apiUrl, {}).send('OPTIONS', {
      path,
      headers: {
        origin: world.appUrl,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    return ownHeaders(answer.headers['access-control-allow-headers']);
  });
