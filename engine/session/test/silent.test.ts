import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { Blocked } from '../../record/problem.ts';
import { type SilentAnswer, askSilently } from '../authorize.ts';

/** What the identity provider sends a browser back with; undefined for a page of its own. */
type Said = string | undefined;

async function answered(said: Said, redeems = true): Promise<SilentAnswer> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/oauth/token')) {
      const body = redeems
        ? { access_token: 'an-access-token', id_token: 'an-id-token' }
        : { error: 'invalid_grant' };
      response.writeHead(redeems ? 200 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
      return;
    }
    if (said === undefined) response.writeHead(503);
    else response.writeHead(302, { location: `http://app.example/callback?${said}` });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await askSilently({
      auth0Url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      clientId: 'a-client',
      audience: 'an-api',
      redirectUri: 'http://app.example/callback',
      cookie: 'session=1',
    });
  } finally {
    server.close();
    await once(server, 'close');
  }
}

describe('silent authentication', () => {
  it('is granted by a code, also by one that is good for nothing', async () => {
    const good = await answered('code=a-code-of-some-length');
    assert.deepEqual([good.code, good.tokens?.accessToken], [true, 'an-access-token']);
    const bad = await answered('code=a-code-of-some-length', false);
    assert.deepEqual([bad.code, bad.tokens], [true, undefined]);
  });

  for (const error of ['login_required', 'access_denied', 'unauthorized'])
    it(`is refused by ${error}`, async () => {
      assert.deepEqual(await answered(`error=${error}`), { code: false, error });
    });

  // Of the request, of the service, or of somebody who is signed in all the same.
  const neither: Said[] = [
    'error=server_error',
    'error=temporarily_unavailable',
    'error=invalid_request',
    'error=consent_required',
    'error=interaction_required',
    'error=',
    '',
    undefined,
  ];
  for (const said of neither)
    it(`is neither by ${said ?? 'a page'}`, async () => {
      await assert.rejects(answered(said), Blocked);
    });
});
