import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import {
  API,
  APP,
  authorizationRequest,
  Browser,
  CLAIMS,
  codeOf,
  exchange,
  type Idp,
  organisationId,
  postToken,
  refresh,
  signIn,
  silently,
  startIdp,
  tokensOf,
} from './harness.ts';

let idp: Idp;
before(async () => {
  idp = await startIdp();
});
after(() => idp.close());

test('An access token has the shape of Auth0’s default profile and is signed with a published key', async () => {
  const { tokens, accessToken } = await tokensOf(idp, 'hotel-analyst');
  const { userId } = idp.account('hotel-analyst');
  const { iat, exp, [`${CLAIMS}sid`]: sid, ...claims } = accessToken;
  assert.deepEqual(claims, {
    iss: `${idp.url}/`,
    sub: userId,
    aud: [API, `${idp.url}/userinfo`],
    azp: 'marketedge-web',
    scope: 'openid profile email offline_access',
    permissions: ['read:market', 'write:market', 'read:settings'],
    org_id: organisationId('hotel'),
    [`${CLAIMS}roles`]: ['analyst'],
  });
  assert.equal(Number(exp) - Number(iat), 900);
  assert.equal(typeof sid, 'string');
  const token = tokens['access_token'] ?? '';
  const { kid, ...header } = decodeProtectedHeader(token);
  assert.deepEqual(header, { alg: 'RS256', typ: 'JWT' });
  assert.ok(kid);
  await jwtVerify(token, createRemoteJWKSet(new URL('/.well-known/jwks.json', idp.url)));
  assert.equal(tokens['expires_in'], 900);
  const published = await (await fetch(`${idp.url}/.well-known/jwks.json`)).text();
  assert.doesNotMatch(published, /"(d|p|q|dp|dq|qi)":/);
});

test('An ID token names person, organisation and roles, and is for the application alone', async () => {
  const { idToken, accessToken } = await tokensOf(idp, 'hotel-analyst');
  const { userId, email, name } = idp.account('hotel-analyst');
  const { iat: _iat, exp: _exp, ...claims } = idToken;
  assert.deepEqual(claims, {
    iss: `${idp.url}/`,
    sub: userId,
    aud: 'marketedge-web',
    nonce: 'some-nonce',
    sid: accessToken[`${CLAIMS}sid`],
    name,
    nickname: email.split('@')[0],
    email,
    email_verified: true,
    org_id: organisationId('hotel'),
    [`${CLAIMS}roles`]: ['analyst'],
  });
});

test('The platform’s people have their role outside of any organisation, and a person without role has none', async () => {
  const platform = (await tokensOf(idp, 'platform-super-admin')).accessToken;
  assert.deepEqual(platform[`${CLAIMS}roles`], ['super_admin']);
  assert.deepEqual(platform['permissions'], ['manage:platform']);
  assert.equal('org_id' in platform, false);
  const roleless = (await tokensOf(idp, 'hotel-norole')).accessToken;
  assert.deepEqual(roleless[`${CLAIMS}roles`], []);
  assert.deepEqual(roleless['permissions'], []);
  assert.equal(roleless['org_id'], organisationId('hotel'));
  const nobody = (await tokensOf(idp, 'none-notenant')).accessToken;
  assert.equal('org_id' in nobody, false);
});

test('Tokens of the kiosk live for three seconds, and those for another API carry no permissions', async () => {
  const kiosk = (await tokensOf(idp, 'hotel-viewer', { client_id: 'marketedge-kiosk' })).accessToken;
  assert.equal(Number(kiosk['exp']) - Number(kiosk['iat']), 3);
  assert.equal(kiosk['azp'], 'marketedge-kiosk');
  const billing = await tokensOf(idp, 'hotel-viewer', { audience: 'https://billing.marketedge.example' });
  assert.deepEqual(billing.accessToken['aud'], ['https://billing.marketedge.example', `${idp.url}/userinfo`]);
  assert.deepEqual(billing.accessToken['permissions'], []);
});

test('An audience that is not registered, and the management API, are refused at the callback', async () => {
  for (const audience of ['https://unknown.example', `${idp.url}/api/v2/`]) {
    const { url } = await new Browser(idp).visit(authorizationRequest(idp, { audience }).url);
    assert.equal(url.origin, APP);
    assert.equal(url.searchParams.get('error'), 'access_denied');
    assert.equal(url.searchParams.get('error_description'), `Service not found: ${audience}`);
    assert.equal(url.searchParams.get('state'), 'some-state');
  }
});

test('A request without PKCE, or with the plain method, is refused at the callback', async () => {
  const requests: Record<string, string | null>[] = [
    { code_challenge: null, code_challenge_method: null },
    { code_challenge_method: 'plain' },
  ];
  for (const overrides of requests) {
    const { url } = await new Browser(idp).visit(authorizationRequest(idp, overrides).url);
    assert.equal(url.origin, APP);
    assert.equal(url.searchParams.get('error'), 'invalid_request');
  }
});

test('A callback that is not registered is refused on a page of the provider', async () => {
  for (const uri of [
    `${APP}/callback/`,
    `${APP}/callback?x=1`,
    `${APP}.evil.example/callback`,
    'http://evil.example/',
  ]) {
    const page = await new Browser(idp).visit(authorizationRequest(idp, { redirect_uri: uri }).url);
    assert.equal(page.status, 403);
    assert.match(page.body, /Oops!, something went wrong/);
    assert.match(page.body, /Callback URL mismatch\./);
  }
});

test('A code with a wrong verifier, or from another client, yields nothing', async () => {
  const { page } = await signIn(new Browser(idp), idp, 'hotel-viewer');
  const wrong = await exchange(idp, codeOf(page), 'x'.repeat(43));
  assert.equal(wrong.status, 403);
  assert.deepEqual(wrong.body, {
    error: 'invalid_grant',
    error_description: 'Failed to verify code verifier',
  });
  const foreign = await exchange(idp, codeOf(page), 'x'.repeat(43), 'marketedge-kiosk');
  assert.equal(foreign.status, 403);
});

test('A code is good once, and its second use ends what the first one gave', async () => {
  const { page, verifier } = await signIn(new Browser(idp), idp, 'hotel-viewer');
  const first = await exchange(idp, codeOf(page), verifier);
  assert.equal(first.status, 200);
  const second = await exchange(idp, codeOf(page), verifier);
  assert.equal(second.status, 403);
  assert.deepEqual(second.body, { error: 'invalid_grant', error_description: 'Invalid authorization code' });
  assert.equal((await refresh(idp, first.body['refresh_token'])).status, 403);
});

test('A refresh token rotates, and the reuse of an old one ends its family and no other', async () => {
  const { browser, tokens } = await tokensOf(idp, 'hotel-viewer');
  const silent = await silently(idp, browser);
  const other = await exchange(idp, silent.answer['code'] ?? '', silent.verifier);
  const rotated = await refresh(idp, tokens['refresh_token']);
  assert.equal(rotated.status, 200);
  assert.notEqual(rotated.body['refresh_token'], tokens['refresh_token']);
  const reused = await refresh(idp, tokens['refresh_token']);
  assert.equal(reused.status, 403);
  assert.deepEqual(reused.body, {
    error: 'invalid_grant',
    error_description: 'Unknown or invalid refresh token.',
  });
  assert.equal((await refresh(idp, rotated.body['refresh_token'])).status, 403);
  assert.equal((await refresh(idp, other.body['refresh_token'])).status, 200);
});

test('A refresh token of the kiosk ends unused, and its family at its limit however often it is used', async () => {
  const client_id = 'marketedge-kiosk';
  const { tokens } = await tokensOf(idp, 'hotel-viewer', { client_id });
  const unused = tokens['refresh_token'] ?? '';
  const { tokens: others } = await tokensOf(idp, 'hotel-viewer', { client_id });
  let used = others['refresh_token'] ?? '';
  const renew = (refresh_token: string) =>
    postToken(idp, { grant_type: 'refresh_token', client_id, refresh_token });
  const began = Date.now();
  const at = (seconds: number) => sleep(Math.max(began + seconds * 1000 - Date.now(), 0));
  for (const second of [1.5, 3, 4.5]) {
    await at(second);
    const { status, body } = await renew(used);
    assert.equal(status, 200, `after ${second} s`);
    used = body['refresh_token'] ?? '';
  }
  await at(5);
  assert.equal((await renew(unused)).status, 403);
  const last = await renew(used);
  assert.equal(last.status, 200);
  await at(8.5);
  assert.equal((await renew(last.body['refresh_token'] ?? '')).status, 403);
});

test('There is no refresh token without offline_access', async () => {
  const { tokens } = await tokensOf(idp, 'hotel-viewer', { scope: 'openid' });
  assert.equal('refresh_token' in tokens, false);
});

test('A revoked refresh token is over, by form and by JSON', async () => {
  for (const asJson of [false, true]) {
    const { tokens } = await tokensOf(idp, 'hotel-viewer');
    const fields = { client_id: 'marketedge-web', token: tokens['refresh_token'] ?? '' };
    const revoked = await fetch(`${idp.url}/oauth/revoke`, {
      method: 'POST',
      body: asJson ? JSON.stringify(fields) : new URLSearchParams(fields),
      ...(asJson ? { headers: { 'Content-Type': 'application/json' } } : {}),
    });
    assert.equal(revoked.status, 200);
    assert.equal((await refresh(idp, tokens['refresh_token'])).status, 403);
  }
});

test('Userinfo answers the bearer of an access token and nobody else', async () => {
  const { tokens } = await tokensOf(idp, 'hotel-viewer');
  const ask = (token: string | undefined) =>
    fetch(`${idp.url}/userinfo`, { headers: { Authorization: `Bearer ${token}`, Origin: APP } });
  const answer = await ask(tokens['access_token']);
  const { userId, name, email } = idp.account('hotel-viewer');
  const { nickname: _nickname, ...profile } = (await answer.json()) as Record<string, unknown>;
  assert.deepEqual(profile, { sub: userId, name, email, email_verified: true });
  assert.equal(answer.headers.get('access-control-allow-origin'), APP);
  assert.equal((await ask(tokens['id_token'])).status, 401);
  assert.equal((await ask(`${tokens['access_token']}x`)).status, 401);
});

test('Only the application’s own origin may read answers', async () => {
  for (const target of ['/oauth/token', '/userinfo', '/.well-known/jwks.json']) {
    for (const method of ['OPTIONS', target === '/oauth/token' ? 'POST' : 'GET']) {
      const answer = await fetch(idp.url + target, {
        method,
        headers: { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' },
      });
      assert.equal(answer.headers.get('access-control-allow-origin'), null, `${method} ${target}`);
    }
  }
});

test('Errors tell nothing of the inside', async () => {
  const unknown = await fetch(`${idp.url}/nothing`, { headers: { Accept: 'text/html' } });
  assert.equal(unknown.status, 404);
  const wrong = await postToken(idp, { grant_type: 'password', client_id: 'marketedge-web' });
  assert.equal(wrong.status, 400);
  const broken = await fetch(`${idp.url}/api/v2/users/%E0%A4%A`, {
    headers: { Authorization: 'Bearer a.b.c' },
  });
  assert.equal(broken.status, 401);
  for (const text of [await unknown.text(), JSON.stringify(wrong.body), await broken.text()]) {
    assert.doesNotMatch(text, /oidc-provider|node_modules|\bat \/|v\d+\.\d+/);
  }
});
