/** A running provider with accounts of its own, and a browser made of fetch and a cookie jar. */
import '../quiet.ts';
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { type Account, ORGANISATIONS } from '../../seed/accounts.ts';
import { readConfig } from '../config.ts';
import { startProvider } from '../server.ts';
import { APP, makeEnvironment, MANAGEMENT_SECRET } from './environment.ts';

export { APP };

export const API = 'https://api.marketedge.example';
export const CLAIMS = 'https://marketedge.example/';
const SCOPE = 'openid profile email offline_access';

export interface Idp {
  url: string;
  account(handle: string): Account;
  close(): Promise<void>;
}

/** @param handles the accounts to have, all by default; fewer start faster */
export async function startIdp(
  overrides: Record<string, string> = {},
  handles?: readonly string[],
): Promise<Idp> {
  const { environment, accounts, remove } = await makeEnvironment(overrides);
  const config = readConfig(environment);
  config.accounts = config.accounts.filter(({ handle }) => handles?.includes(handle) ?? true);
  const running = await startProvider(config);
  return {
    url: config.url,
    account(handle) {
      const found = accounts.find((account) => account.handle === handle);
      assert.ok(found, handle);
      return found;
    },
    async close() {
      await running.close();
      remove();
    },
  };
}

export function organisationId(name: string): string {
  const found = ORGANISATIONS.find((organisation) => organisation.name === name);
  assert.ok(found);
  return found.id;
}

export interface Page {
  url: URL;
  status: number;
  headers: Headers;
  body: string;
}

/** Follows redirects within the provider and keeps its cookies; stops where it would leave it. */
export class Browser {
  /** By name, and by path for those below the root. */
  readonly cookies = new Map<string, { name: string; value: string; path: string }>();
  readonly #idp: Idp;

  constructor(idp: Idp) {
    this.#idp = idp;
  }

  async visit(target: string | URL, init: RequestInit = {}): Promise<Page> {
    let url = new URL(target, this.#idp.url);
    let request = init;
    for (let hop = 0; hop < 10; hop += 1) {
      if (url.origin !== this.#idp.url) return { url, status: 0, headers: new Headers(), body: '' };
      const response = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: { Accept: 'text/html', ...request.headers, Cookie: this.#cookieHeader(url) },
      });
      this.#keep(response);
      const body = await response.text();
      const location = response.headers.get('location');
      if (!location) return { url, status: response.status, headers: response.headers, body };
      url = new URL(location, url);
      request = {};
    }
    throw new Error('too many redirects');
  }

  /** Plants a session cookie. */
  plant(value: string): void {
    this.cookies.set('auth0', { name: 'auth0', value, path: '/' });
  }

  /** Submits the form of a page, hidden fields included. */
  submit(page: Page, fields: Record<string, string>): Promise<Page> {
    const hidden = [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.visit(page.url, { method: 'POST', body, headers: { Origin: this.#idp.url } });
  }

  #cookieHeader(url: URL): string {
    return [...this.cookies]
      .filter(([, cookie]) => url.pathname.startsWith(cookie.path))
      .map(([, { name, value }]) => `${name}=${value}`)
      .join('; ');
  }

  #keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const [, cookiePath = '/'] = /path=([^;]+)/i.exec(line) ?? [];
      const key = cookiePath === '/' ? name : `${name} ${cookiePath}`;
      if (value === '') this.cookies.delete(key);
      else this.cookies.set(key, { name, value, path: cookiePath });
    }
  }
}

export interface Authorization {
  url: URL;
  verifier: string;
}

/** An authorization request as the SDK makes it; `null` leaves a parameter out. */
export function authorizationRequest(
  idp: Pick<Idp, 'url'>,
  overrides: Record<string, string | null> = {},
): Authorization {
  const verifier = randomBytes(32).toString('base64url');
  const parameters: Record<string, string | null> = {
    client_id: 'marketedge-web',
    redirect_uri: `${APP}/callback`,
    response_type: 'code',
    scope: SCOPE,
    audience: API,
    state: 'some-state',
    nonce: 'some-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...overrides,
  };
  const url = new URL('/authorize', idp.url);
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) url.searchParams.set(name, value);
  return { url, verifier };
}

/** Walks the identifier and the password page. */
export async function enterPassword(
  browser: Browser,
  start: Page,
  email: string,
  password: string,
): Promise<Page> {
  assert.equal(start.url.pathname, '/u/login/identifier');
  const asked = await browser.submit(start, { username: email });
  assert.equal(asked.url.pathname, '/u/login/password');
  return browser.submit(asked, { password });
}

/** Signs in up to whatever comes after the password. */
export async function signIn(
  browser: Browser,
  idp: Idp,
  handle: string,
  overrides: Record<string, string | null> = {},
): Promise<{ page: Page; verifier: string }> {
  const { url, verifier } = authorizationRequest(idp, overrides);
  const { email, password } = idp.account(handle);
  return { page: await enterPassword(browser, await browser.visit(url), email, password), verifier };
}

function parse<T>(text: string): T {
  return (text === '' ? {} : JSON.parse(text)) as T;
}

export interface TokenAnswer {
  status: number;
  headers: Headers;
  body: Record<string, string>;
}

export async function postToken(
  idp: Idp,
  fields: Record<string, string>,
  target = '/oauth/token',
): Promise<TokenAnswer> {
  const response = await fetch(new URL(target, idp.url), {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, body: parse(await response.text()) };
}

export function codeOf(page: Page): string {
  assert.equal(page.url.origin, APP, `still at ${page.url.pathname}`);
  const code = page.url.searchParams.get('code');
  assert.ok(code, page.url.search);
  return code;
}

export function exchange(
  idp: Idp,
  code: string,
  verifier: string,
  clientId = 'marketedge-web',
): Promise<TokenAnswer> {
  return postToken(idp, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: `${APP}/callback`,
    code,
    code_verifier: verifier,
  });
}

export function refresh(idp: Idp, token: string | undefined): Promise<TokenAnswer> {
  assert.ok(token);
  return postToken(idp, { grant_type: 'refresh_token', client_id: 'marketedge-web', refresh_token: token });
}

export interface SignedIn {
  browser: Browser;
  tokens: Record<string, string>;
  accessToken: Record<string, unknown>;
  idToken: Record<string, unknown>;
}

/** Signs in all the way to the tokens. */
export async function tokensOf(
  idp: Idp,
  handle: string,
  overrides: Record<string, string | null> = {},
): Promise<SignedIn> {
  const browser = new Browser(idp);
  const { page, verifier } = await signIn(browser, idp, handle, overrides);
  return finishSignIn(idp, browser, page, verifier, overrides['client_id'] ?? undefined);
}

export async function finishSignIn(
  idp: Idp,
  browser: Browser,
  page: Page,
  verifier: string,
  clientId?: string,
): Promise<SignedIn> {
  const { status, body } = await exchange(idp, codeOf(page), verifier, clientId);
  assert.equal(status, 200, JSON.stringify(body));
  return {
    browser,
    tokens: body,
    accessToken: decodeJwt(body['access_token'] ?? ''),
    idToken: decodeJwt(body['id_token'] ?? ''),
  };
}

/** Asks without showing anything, as an application does on load; the answer's parameters. */
export async function silently(
  idp: Idp,
  browser: Browser,
  overrides: Record<string, string | null> = {},
): Promise<{ answer: Record<string, string>; verifier: string; page: Page }> {
  const { url, verifier } = authorizationRequest(idp, {
    prompt: 'none',
    response_mode: 'web_message',
    ...overrides,
  });
  const page = await browser.visit(url);
  const [, data = '{}'] = /var data = (.*);/.exec(page.body) ?? [];
  const { response } = parse<{ response: Record<string, string> }>(data);
  return { answer: response, verifier, page };
}

export async function managementToken(idp: Idp): Promise<string> {
  const { body } = await postToken(idp, {
    grant_type: 'client_credentials',
    client_id: 'marketedge-api',
    client_secret: MANAGEMENT_SECRET,
    audience: `${idp.url}/api/v2/`,
  });
  return body['access_token'] ?? '';
}

export async function manage(
  idp: Idp,
  method: string,
  target: string,
  body?: unknown,
  token?: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${idp.url}/api/v2/${target}`, {
    method,
    headers: {
      Authorization: `Bearer ${token ?? (await managementToken(idp))}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: parse(await response.text()) };
}
