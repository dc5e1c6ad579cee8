/** The documents of the application: what its server answers to the address of each page, for a person who is signed in. */
import type { Settings } from '../config/settings.ts';
import { policiesOfDocument } from '../oracle/content-policy.ts';
import { cookieHeader } from '../probe/cookies.ts';
import { send } from '../probe/transport.ts';
import { Blocked } from '../record/problem.ts';

/** An address that no page has. */
const NOWHERE = '/no-such-page';

/**
 * The Content-Security-Policies of every page that the policy names, and of those around a login.
 *
 * @param cookies that a browser would send there
 * @throws Blocked where an address is not answered, or none with a document
 */
export async function documentsOf(
  { appUrl, policy }: Pick<Settings, 'appUrl' | 'policy'>,
  cookies: readonly { name: string; value: string }[],
): Promise<{ path: string; policies: string[] }[]> {
  const { callback, loggedOut, returnTo } = policy.client;
  const around = ['/', callback, loggedOut, ...(returnTo ? [returnTo.path] : []), NOWHERE];
  const pages = Object.values(policy.pages).map(({ path }) => path.replace(/\{[^}]*\}/g, '1'));
  const cookie = cookieHeader(Object.fromEntries(cookies.map(({ name, value }) => [name, value])));
  const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) };
  const answers = await Promise.all(
    [...new Set([...around, ...pages])].map(async (path) => {
      const answer = await send({ method: 'GET', origin: appUrl, path, headers }).catch((error: Error) => {
        throw new Blocked(`the application gave no answer to GET ${path}: ${error.message}`);
      });
      return { path, answer };
    }),
  );
  const documents = answers.filter(
    ({ answer: { status, headers: has } }) =>
      (status < 300 || status >= 400) && /html/i.test(has['content-type'] ?? ''),
  );
  if (documents.length === 0) throw new Blocked('no address of a page is answered with a document');
  return documents.map(({ path, answer }) => ({
    path,
    policies: policiesOfDocument(answer.headers, answer.text),
  }));
}
