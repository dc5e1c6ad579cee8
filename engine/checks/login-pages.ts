/** Checks of the pages of the identity provider, by requests alone: whom they are shown to, and what they echo. */
import { randomBytes } from 'node:crypto';
import type { EchoCell, ImplicitCell } from '../plan/index.ts';
import { ApiClient } from '../probe/client.ts';
import { cookieHeader, cookieValues } from '../probe/cookies.ts';
import type { Answer } from '../probe/transport.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type TokenRequest, ask, silentQuestion } from '../session/authorize.ts';

type Application = Omit<TokenRequest, 'cookie'>;

async function pageAt(origin: string, path: string, cookie = ''): Promise<Answer> {
  const headers = { accept: 'text/html', ...(cookie ? { cookie } : {}) };
  return (await new ApiClient(origin, {}).send('GET', { path, headers })).answer;
}

/** The query of a login that shows its pages. */
function interactive(
  application: Application,
  changes: Readonly<Record<string, string>> = {},
): URLSearchParams {
  const { query } = silentQuestion(application, changes);
  query.delete('prompt');
  return query;
}

/** The forms of a login, by the names that Auth0 keeps. */
const LOGIN_FORM = /<input\b[^>]*\bname="(?:username|password|organizationName)"/i;

/** A login that was begun in one browser goes on in no other: its pages are of that browser alone. */
export async function loginOfAnotherBrowser(application: Application): Promise<Problem[]> {
  const { auth0Url } = application;
  const { location, cookies, status } = await ask(auth0Url, interactive(application), '');
  if (!location || !URL.canParse(location, auth0Url))
    throw new Blocked(`a login leads to no page: status ${status}`);
  const { pathname, search } = new URL(location, auth0Url);
  const own = await pageAt(auth0Url, pathname + search, cookieHeader(cookies));
  if (!LOGIN_FORM.test(own.text))
    throw new Blocked(`the page ${pathname} has no form of a login in the browser that began it either`);
  const stranger = await pageAt(auth0Url, pathname + search);
  return LOGIN_FORM.test(stranger.text)
    ? [
        {
          request: { method: 'GET', path: pathname },
          expected: 'a refusal in a browser that did not begin this login',
          seen: `the form of the login: status ${stranger.status}`,
        },
      ]
    : [];
}

/** What a parameter of the address says stands on no page of the identity provider as markup. */
export async function echoedAsText(application: Application, { parameter }: EchoCell): Promise<Problem[]> {
  const { auth0Url, clientId } = application;
  const mark = `bh${randomBytes(6).toString('hex')}`;
  const markup = `"><u data-reflected="${mark}">`;
  const logout = parameter === 'returnTo';
  const query = logout
    ? new URLSearchParams({ client_id: clientId, returnTo: markup })
    : interactive(application, { [parameter]: markup });
  const path = logout ? '/v2/logout' : '/authorize';
  let shown = await pageAt(auth0Url, `${path}?${query.toString()}`);
  const { location } = shown.headers;
  if (location && URL.canParse(location, auth0Url)) {
    const to = new URL(location, auth0Url);
    // Back at the application it is the application's to show.
    if (to.origin !== auth0Url) return [];
    const cookies = cookieHeader(cookieValues(shown.headers['set-cookie']));
    shown = await pageAt(auth0Url, to.pathname + to.search, cookies);
  }
  if (!/html/i.test(shown.headers['content-type'] ?? ''))
    throw new Blocked(`${path} shows no page for this ${parameter}: status ${shown.status}`);
  return shown.text.includes(`<u data-reflected="${mark}">`)
    ? [
        {
          request: { method: 'GET', path: `${path}?${parameter}=` },
          expected: 'a text, or nothing of it',
          seen: 'an element made of the address',
        },
      ]
    : [];
}

/** No token is given by way of an address: only a code, which is good for nothing without its verifier. */
export async function noTokenInAddress(
  signedIn: TokenRequest,
  { responseType }: ImplicitCell,
): Promise<Problem[]> {
  const control = await ask(signedIn.auth0Url, silentQuestion(signedIn).query, signedIn.cookie);
  if (!control.code) throw new Blocked('a session that lives gives no code: a refusal would prove nothing');
  const { query } = silentQuestion(signedIn, { response_type: responseType });
  // Each type has a mode of its own, which is right for it.
  query.delete('response_mode');
  const { location = '' } = await ask(signedIn.auth0Url, query, signedIn.cookie);
  return /[#?&](?:access_token|id_token)=/.test(location)
    ? [
        {
          request: { method: 'GET', path: '/authorize' },
          expected: `a refusal of response_type=${responseType}`,
          seen: 'a token in the address of the application',
        },
      ]
    : [];
}
