import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { Blocked, type Problem } from '../../record/problem.ts';
import type { TokenRequest } from '../../session/authorize.ts';
import { noTokenInAddress } from '../login-pages.ts';
import { ProviderLogin, logoutReturn } from '../login.ts';

const APP = 'http://app.example/callback';

interface Answer {
  status: number;
  location?: string;
}

/** A provider that does the right thing at home, and answers everything else in one way. */
async function at(other: Answer, check: (auth0Url: string) => Promise<Problem[]>): Promise<Problem[]> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://provider.example');
    const to = searchParams.get('redirect_uri') ?? searchParams.get('returnTo');
    const isOwn = to === APP && (searchParams.get('response_type') ?? 'code') === 'code';
    const { status, location } = isOwn
      ? { status: 302, location: `${APP}?code=of-some-length-at-all` }
      : other;
    response.writeHead(status, { 'retry-after': '0', ...(location ? { location } : {}) }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await check(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

const within = (auth0Url: string): TokenRequest => ({
  auth0Url,
  clientId: 'a-client',
  audience: 'an-api',
  redirectUri: APP,
  cookie: 'session=1',
});

const CHECKS: Readonly<Record<string, (auth0Url: string) => Promise<Problem[]>>> = {
  'another redirect_uri': (auth0Url) =>
    new ProviderLogin(() => Promise.resolve(within(auth0Url))).redirectUri({
      spelling: 'absolute',
    } as Parameters<ProviderLogin['redirectUri']>[0]),
  'a token by way of an address': (auth0Url) =>
    noTokenInAddress(within(auth0Url), { responseType: 'token' } as Parameters<typeof noTokenInAddress>[1]),
  'a logout that leads elsewhere': (auth0Url) =>
    logoutReturn({ auth0Url, clientId: 'a-client', loggedOut: APP, idToken: () => Promise.resolve('') }, {
      endpoint: 'v2',
      spelling: 'absolute',
    } as Parameters<typeof logoutReturn>[1]),
};

for (const [what, check] of Object.entries(CHECKS))
  describe(`${what} at the identity provider`, () => {
    it('is refused by a refusal', async () => assert.deepEqual(await at({ status: 403 }, check), []));
    for (const status of [429, 500, 503])
      it(`is not refused by ${status}`, async () => assert.rejects(at({ status }, check), Blocked));
  });

describe('a question at the identity provider', () => {
  it('is not refused by an answer that says nothing', async () => {
    for (const what of ['another redirect_uri', 'a token by way of an address'])
      await assert.rejects(at({ status: 200 }, CHECKS[what] ?? assert.fail()), Blocked);
  });
  it('whose answer leads elsewhere is a finding', async () => {
    const found = await at(
      { status: 302, location: 'https://stranger.example/callback?code=of-some-length-at-all' },
      CHECKS['another redirect_uri'] ?? assert.fail(),
    );
    assert.match(found[0]?.seen ?? '', /stranger\.example.*with an authorization code/);
  });
});
