/** Addresses of the services themselves, whose path a server may take for another host when it sends a browser on. */
import { strayTarget } from '../oracle/redirect.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import { ApiClient } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';

const STRANGER = 'stranger.example';

/** Paths that a server which tidies them up, and answers with what is left, turns into an address of another host. */
const PATHS = ['//', '/\\', '/%2f', '/%5c', '///', '/.//', '/%09/', '//@', '/login//'].flatMap((start) =>
  ['', '/', '/..', '//', '/%2e%2e', '/index.html'].map((end) => `${start}${STRANGER}${end}`),
);

/** @param origins of the services, each of which is asked for all of them */
export async function leadNowhere(origins: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const origin of new Set(origins)) {
    const client = new ApiClient(origin, {});
    const answers = await Promise.all(
      PATHS.map(async (path) => ({
        path,
        answer: (await client.send('GET', { path, headers: { accept: 'text/html' } })).answer,
      })),
    );
    for (const { path, answer } of answers) {
      const to = strayTarget(answer.headers['location'], origin, origin);
      if (to !== undefined)
        problems.push({
          actor: ANONYMOUS,
          request: { method: 'GET', path },
          expected: 'an address of the own site, or none',
          seen: `status ${answer.status} of ${origin}: the browser is sent to ${to}`,
        });
    }
  }
  return problems.slice(0, 1);
}
