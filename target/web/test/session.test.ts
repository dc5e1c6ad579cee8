import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { forget, seen } from './browser.ts';
import type { Auth0Client } from '@auth0/auth0-spa-js';
import type { AppConfig } from '../src/auth/config.ts';

const { LeavingError, Session } = await import('../src/auth/session.ts');

const CONFIG: AppConfig = {
  domain: 'http://localhost:4175',
  clientId: 'marketedge-web',
  audience: 'https://api.marketedge.example',
  apiUrl: 'http://localhost:4174',
  tenancy: 'organization',
};

type Claims = { sub: string; org_id?: string };

/** Stands for the SDK: hands out what the test tells it to, and notes what it was asked. */
class FakeClient {
  calls: string[] = [];
  failure: string | undefined;
  claims: Claims = { sub: 'auth0|1', org_id: 'org_a' };

  async getTokenSilently(options?: { cacheMode?: string }): Promise<string> {
    this.calls.push(`token${options?.cacheMode === 'off' ? ' fresh' : ''}`);
    if (this.failure) throw Object.assign(new Error('no'), { error: this.failure });
    return 'token-1';
  }

  async getIdTokenClaims(): Promise<Claims> {
    return this.claims;
  }

  async loginWithRedirect(options: unknown): Promise<void> {
    this.calls.push(`login ${JSON.stringify(options)}`);
  }

  async revokeRefreshToken(): Promise<void> {
    this.calls.push('revoke');
  }

  async logout(options: { openUrl?: unknown }): Promise<void> {
    this.calls.push(options.openUrl === false ? 'forget' : 'logout');
  }
}

function sessionOf(client: FakeClient, config: Partial<AppConfig> = {}) {
  const session = new Session(client as unknown as Auth0Client, { ...CONFIG, ...config });
  let cleared = 0;
  session.onClear(() => (cleared += 1));
  return { session, cleared: () => cleared };
}

beforeEach(forget);

test('A person without a session goes to the login page, and comes back to the same path', async () => {
  for (const failure of ['login_required', 'missing_refresh_token', 'consent_required']) {
    const client = Object.assign(new FakeClient(), { failure });
    const { session } = sessionOf(client);
    await assert.rejects(session.token(), LeavingError);
    assert.match(client.calls[1] ?? '', /"returnTo":"\/competitors\?page=2"/);
    assert.ok(session.leaving);
  }
});

test('A fault of the network is no reason to sign in again', async () => {
  const client = Object.assign(new FakeClient(), { failure: 'timeout' });
  const { session } = sessionOf(client);
  await assert.rejects(session.token(), { message: 'no' });
  assert.deepEqual(client.calls, ['token']);
  assert.ok(!session.leaving);
});

test('A renewed token of somebody else, or of another organisation, starts the page over', async () => {
  for (const claims of [
    { sub: 'auth0|2', org_id: 'org_a' },
    { sub: 'auth0|1', org_id: 'org_b' },
    { sub: 'auth0|1' },
  ]) {
    forget();
    const client = new FakeClient();
    const { session, cleared } = sessionOf(client);
    assert.equal(await session.token(), 'token-1');
    assert.equal(await session.token(true), 'token-1');
    client.claims = claims;
    await assert.rejects(session.token(), LeavingError);
    assert.deepEqual(seen.replaced, ['/dashboard']);
    assert.equal(cleared(), 1);
    assert.ok(session.signal.aborted);
  }
});

test('Log out empties the page first, then tells the API, the other tabs and the identity provider', async () => {
  const client = new FakeClient();
  const { session, cleared } = sessionOf(client);
  await session.token();
  await session.logOut(async (token) => {
    assert.ok(session.leaving && session.signal.aborted && cleared() === 1);
    client.calls.push(`api ${token}`);
  });
  assert.deepEqual(client.calls, ['token', 'token', 'api token-1', 'revoke', 'logout']);
  assert.deepEqual(seen.messages, ['logged-out']);
  await assert.rejects(session.token(), LeavingError);
});

test('An API that does not answer keeps nobody signed in', async () => {
  const client = new FakeClient();
  await sessionOf(client).session.logOut(() => Promise.reject(new Error('down')));
  assert.equal(client.calls.at(-1), 'logout');
});

test('A session that the API refuses leads to a login page that asks, once', async () => {
  const client = new FakeClient();
  const { session } = sessionOf(client);
  await Promise.allSettled([session.end(), session.end()]);
  const logins = client.calls.filter((call) => call.startsWith('login'));
  assert.equal(logins.length, 1);
  assert.match(logins[0] ?? '', /"prompt":"login"/);
  assert.ok(client.calls.includes('forget'));
});

test('A switch signs in to the other organisation, or loads the page with a token that names it', async () => {
  const client = new FakeClient();
  const first = sessionOf(client);
  await first.session.moveTo('org_b');
  assert.equal(first.cleared() > 0, true);
  assert.match(client.calls[0] ?? '', /"organization":"org_b"/);

  const other = new FakeClient();
  const second = sessionOf(other, { tenancy: 'claim' });
  await second.session.moveTo('org_b');
  assert.deepEqual(other.calls, ['token fresh']);
  assert.deepEqual(seen.assigned, ['/dashboard']);
});
