import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, test } from 'node:test';
import { decodeJwt } from 'jose';
import { freePort } from './environment.ts';
import {
  authorizationRequest,
  Browser,
  CLAIMS,
  codeOf,
  enterPassword,
  finishSignIn,
  type Idp,
  manage,
  organisationId,
  refresh,
  signIn,
  silently,
  startIdp,
  tokensOf,
} from './harness.ts';

const running: Idp[] = [];
async function variant(overrides: Record<string, string>): Promise<Idp> {
  const handles = ['platform-super-admin', 'hotel-admin', 'hotel-analyst', 'hotel-viewer', 'hotel-multi'];
  const idp = await startIdp(overrides, handles);
  running.push(idp);
  return idp;
}
after(() => Promise.all(running.map((idp) => idp.close())));

test('The combined page takes name and password together', async () => {
  const idp = await variant({ TARGET_LOGIN: 'combined' });
  const browser = new Browser(idp);
  const { url, verifier } = authorizationRequest(idp);
  const page = await browser.visit(url);
  assert.equal(page.url.pathname, '/u/login');
  const { email, password } = idp.account('hotel-admin');
  const wrong = await browser.submit(page, { username: email, password: 'wrong' });
  assert.match(wrong.body, /id="error-element-password"[^>]+data-error-code="wrong-email-credentials"/);
  const { accessToken } = await finishSignIn(
    idp,
    browser,
    await browser.submit(page, { username: email, password }),
    verifier,
  );
  assert.equal(accessToken['org_id'], organisationId('hotel'));
});

test('With the prompt by name an organisation is named before the login, or none', async () => {
  const idp = await variant({ TARGET_ORG_PROMPT: 'name' });
  const { email, password } = idp.account('hotel-multi');
  const browser = new Browser(idp);
  const { url, verifier } = authorizationRequest(idp);
  const page = await browser.visit(url);
  assert.equal(page.url.pathname, '/u/organization');
  const unknown = await browser.submit(page, { organizationName: 'nothing' });
  assert.match(unknown.body, /data-error-code="invalid-organization"/);
  const named = await browser.submit(page, { organizationName: 'Cinema' });
  const { accessToken } = await finishSignIn(
    idp,
    browser,
    await enterPassword(browser, named, email, password),
    verifier,
  );
  assert.equal(accessToken['org_id'], organisationId('cinema'));

  const platform = idp.account('platform-super-admin');
  const other = new Browser(idp);
  const second = authorizationRequest(idp);
  const none = await other.submit(await other.visit(second.url), { organizationName: '' });
  codeOf(await enterPassword(other, none, platform.email, platform.password));
});

test('Naming somebody else’s organisation does not open it', async () => {
  const [idp] = running.slice(-1);
  assert.ok(idp);
  const { email, password } = idp.account('hotel-viewer');
  const browser = new Browser(idp);
  const named = await browser.submit(await browser.visit(authorizationRequest(idp).url), {
    organizationName: 'gym',
  });
  const { url } = await enterPassword(browser, named, email, password);
  assert.equal(url.searchParams.get('error'), 'access_denied');
});

test('Consent is asked for once, and declining it goes back to the application', async () => {
  const idp = await variant({ TARGET_CONSENT: '1' });
  const browser = new Browser(idp);
  const { page, verifier } = await signIn(browser, idp, 'hotel-viewer');
  assert.equal(page.url.pathname, '/u/consent');
  assert.equal((await silently(idp, browser)).answer['error'], 'consent_required');
  const { tokens } = await finishSignIn(
    idp,
    browser,
    await browser.submit(page, { action: 'accept' }),
    verifier,
  );
  assert.ok(tokens['refresh_token']);
  codeOf((await signIn(new Browser(idp), idp, 'hotel-viewer')).page);

  const other = new Browser(idp);
  const { page: asked } = await signIn(other, idp, 'hotel-analyst');
  const { url } = await other.submit(asked, { action: 'deny' });
  assert.equal(url.searchParams.get('error'), 'access_denied');
});

test('In claim tenancy the active tenant is a claim that the server can change', async () => {
  const idp = await variant({ TARGET_TENANCY: 'claim' });
  const { userId } = idp.account('hotel-multi');
  const { accessToken, idToken, tokens } = await tokensOf(idp, 'hotel-multi');
  for (const claims of [accessToken, idToken]) {
    assert.equal('org_id' in claims, false);
    assert.equal(claims[`${CLAIMS}tenant`], organisationId('hotel'));
    assert.deepEqual(claims[`${CLAIMS}roles`], ['analyst']);
  }
  const target = `users/${encodeURIComponent(userId)}`;
  const foreign = await manage(idp, 'PATCH', target, { app_metadata: { tenant: organisationId('gym') } });
  assert.equal(foreign.status, 400);
  const changed = await manage(idp, 'PATCH', target, { app_metadata: { tenant: organisationId('cinema') } });
  assert.equal(changed.status, 200);
  const { body } = await refresh(idp, tokens['refresh_token']);
  const claims = decodeJwt(body['access_token'] ?? '');
  assert.equal(claims[`${CLAIMS}tenant`], organisationId('cinema'));
  assert.deepEqual(claims[`${CLAIMS}roles`], ['viewer']);

  const { url } = await new Browser(idp).visit(authorizationRequest(idp, { organization: 'hotel' }).url);
  assert.equal(
    url.searchParams.get('error_description'),
    'parameter organization is not allowed for this client',
  );
});

test('Over TLS cookies are bound to the host, and browsers are told to stay with TLS', async () => {
  const port = await freePort();
  await variant({ IDP_URL: 'https://idp.localhost', PORT: String(port) });
  const { search } = authorizationRequest({ url: 'https://idp.localhost' }).url;
  const answer = await fetch(`http://127.0.0.1:${port}/authorize${search}`, { redirect: 'manual' });
  const cookies = answer.headers.getSetCookie();
  assert.deepEqual(
    cookies.map((cookie) => cookie.split('=')[0]),
    ['__Host-did', '__Secure-auth0_tx', '__Secure-auth0_resume'],
  );
  for (const cookie of cookies) assert.match(cookie, /; secure; httponly$|; samesite=lax; secure; httponly/i);
  assert.match(answer.headers.get('strict-transport-security') ?? '', /^max-age=/);
});

test('What a request says about its host and scheme is not believed', async () => {
  const [idp] = running;
  assert.ok(idp);
  const body = await new Promise<string>((resolve, reject) => {
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
    };
    const request = get(`${idp.url}/.well-known/openid-configuration`, { headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
  });
  assert.equal((JSON.parse(body) as Record<string, string>)['token_endpoint'], `${idp.url}/oauth/token`);
});
