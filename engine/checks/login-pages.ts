/** Checks of the pages of the identity provider, by requests alone: whom they are shown to, and what they echo. */
import { randomBytes } from 'node:crypto';
import { breakingOut, reflectedAs } from '../oracle/reflected.ts';
import type { EchoCell, ImplicitCell } from '../plan/index.ts';
import { ApiClient } from '../probe/client.ts';
import { cookieHeader, cookieValues } from '../probe/cookies.ts';
import type { Answer } from '../probe/transport.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type TokenRequest, ask, codeIn, silentQuestion } from '../session/authorize.ts';

const REDIRECTS = 6;
/** No address of any application. */
const NOWHERE = 'https://stranger.example/callback';

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

/** Where the parameter of a cell may be said again, as paths with their query. */
function placesOf(application: Application, parameter: EchoCell['parameter'], value: string): string[] {
  if (parameter === 'returnTo')
    return [
      `/v2/logout?${new URLSearchParams({ client_id: application.clientId, returnTo: value }).toString()}`,
    ];
  const queryOf = (changes: Record<string, string>): string => interactive(application, changes).toString();
  const asked = `/authorize?${queryOf({ [parameter]: value })}`;
  if (parameter === 'client_id' || parameter === 'redirect_uri') return [asked];
  // A page of an error is another page than that of the login.
  return [asked, `/authorize?${queryOf({ redirect_uri: NOWHERE, [parameter]: value })}`];
}

/**
 * What a parameter of the address says stands on no page of the identity provider as markup: neither on the one that
 * answers, nor on those that it leads to, nor on those when they are asked with the parameter themselves.
 */
export async function echoedAsText(application: Application, { parameter }: EchoCell): Promise<Problem[]> {
  const { auth0Url } = application;
  const mark = `bh${randomBytes(6).toString('hex')}`;
  const markup = breakingOut(mark);
  for (const path of placesOf(application, parameter, markup)) {
    const [name = ''] = path.split('?');
    const page = await pageBehind(auth0Url, path, { [parameter]: markup });
    // Back at the application it is the application's to show.
    if (page === 'elsewhere') continue;
    if (!/html/i.test(page.headers['content-type'] ?? ''))
      throw new Blocked(`${name} shows no page for this ${parameter}: status ${page.status}`);
    const as = reflectedAs(page.text, mark);
    if (as !== undefined)
      return [
        {
          request: { method: 'GET', path: `${name}?${parameter}=` },
          expected: 'a text, or nothing of it',
          seen: `${as} made of the address`,
        },
      ];
  }
  return [];
}

/**
 * The page that an address leads to within its origin, with the cookies that are set on the way.
 *
 * @param besides parameters that every address on the way is given, where it names none of its own
 */
async function pageBehind(
  origin: string,
  path: string,
  besides: Readonly<Record<string, string>>,
): Promise<Answer | 'elsewhere'> {
  const cookies: Record<string, string> = {};
  let next = path;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const page = await pageAt(origin, next, cookieHeader(cookies));
    const { location } = page.headers;
    if (page.status < 300 || page.status >= 400 || !location || !URL.canParse(location, origin + next))
      return page;
    Object.assign(cookies, cookieValues(page.headers['set-cookie']));
    const to = new URL(location, origin + next);
    if (to.origin !== origin) return 'elsewhere';
    for (const [name, value] of Object.entries(besides))
      if (!to.searchParams.has(name)) to.searchParams.set(name, value);
    next = to.pathname + to.search;
  }
  throw new Blocked(`no page came after ${REDIRECTS} redirects from ${path.split('?')[0] ?? ''}`);
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
  const reply = await ask(signedIn.auth0Url, query, signedIn.cookie);
  const { location = '' } = reply;
  if (location === '') codeIn(reply);
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
