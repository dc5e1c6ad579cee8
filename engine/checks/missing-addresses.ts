/** Addresses at which nothing is: what they say is no markup on the page that is shown instead. */
import { randomBytes } from 'node:crypto';
import { breakingOut, reflectedAs } from '../oracle/reflected.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import { ApiClient } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';

/** A server may tell files from pages by their suffix, or by their folder. */
const placesFor = (text: string): string[] => [
  `/${text}`,
  `/${text}.txt`,
  `/assets/${text}.js`,
  `/no-such-page/${text}`,
  `/no-such-page?${text}=${text}`,
];

/** @param origins of the services, each of which is asked for all of them */
export async function missingShownAsText(origins: readonly string[]): Promise<Problem[]> {
  const mark = `bh${randomBytes(6).toString('hex')}`;
  const paths = placesFor(encodeURIComponent(breakingOut(mark)));
  const answers = await Promise.all(
    [...new Set(origins)].flatMap((origin) => {
      const client = new ApiClient(origin, {});
      return paths.map(async (path) => ({
        origin,
        path,
        answer: (await client.send('GET', { path, headers: { accept: 'text/html' } })).answer,
      }));
    }),
  );
  return answers.flatMap(({ origin, path, answer }) => {
    // Without a type a browser looks for itself, and takes this for a page.
    if (!/html|^$/i.test(answer.headers['content-type'] ?? '')) return [];
    const as = reflectedAs(answer.text, mark);
    return as === undefined
      ? []
      : [
          {
            actor: ANONYMOUS,
            request: { method: 'GET', path },
            expected: 'a text, or nothing of it',
            seen: `status ${answer.status} of ${origin}: ${as} made of the address`,
          },
        ];
  });
}
