import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { createStore } from '../store.ts';
import {
  APP,
  authorizationRequest,
  Browser,
  codeOf,
  exchange,
  type Idp,
  organisationId,
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

test('Silent authentication answers with a code in a session, and with login_required without one', async () => {
  const { browser } = await tokensOf(idp, 'hotel-viewer');
  const { answer, verifier, page } = await silently(idp, browser);
  assert.equal((await exchange(idp, answer['code'] ?? '', verifier)).status, 200);
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, new RegExp(`frame-ancestors ${APP}$`));
  assert.match(policy, /script-src 'sha256-[^']+';/);
  assert.equal(page.headers.get('x-frame-options'), null);
  assert.equal((await silently(idp, new Browser(idp))).answer['error'], 'login_required');
});

test('An organisation is taken by id or by name, and its members alone get in', async () => {
  for (const organization of ['hotel', organisationId('hotel')]) {
    const { accessToken } = await tokensOf(idp, 'hotel-viewer', { organization });
    assert.equal(accessToken['org_id'], organisationId('hotel'));
  }
  const { page } = await signIn(new Browser(idp), idp, 'hotel-viewer', { organization: 'cinema' });
  assert.equal(page.url.searchParams.get('error'), 'access_denied');
  assert.equal(
    page.url.searchParams.get('error_description'),
    `user ${idp.account('hotel-viewer').userId} is not part of the ${organisationId('cinema')} organization`,
  );
});

test('Single sign-on does not get around the membership, silently or not', async () => {
  const { browser } = await tokensOf(idp, 'hotel-viewer');
  const organization = organisationId('cinema');
  assert.equal((await silently(idp, browser, { organization })).answer['error'], 'access_denied');
  const shown = await browser.visit(authorizationRequest(idp, { organization }).url);
  assert.equal(shown.url.searchParams.get('error'), 'access_denied');
});

test('An organisation that does not exist is refused before the login', async () => {
  const { url } = await new Browser(idp).visit(
    authorizationRequest(idp, { organization: 'org_nothing' }).url,
  );
  assert.equal(url.searchParams.get('error'), 'invalid_request');
  assert.equal(url.searchParams.get('error_description'), 'parameter organization is invalid: org_nothing');
});

test('A person of several organisations picks one, and the session remembers it', async () => {
  const browser = new Browser(idp);
  const { page, verifier } = await signIn(browser, idp, 'hotel-multi');
  assert.equal(page.url.pathname, '/u/organization/picker');
  assert.match(page.body, />Harbour Hotels<\/button>/);
  assert.doesNotMatch(page.body, /Forge Gyms/);
  const foreign = await browser.submit(page, { organization: organisationId('gym') });
  assert.equal(foreign.url.pathname, '/u/organization/picker');

  const chosen = await browser.submit(page, { organization: organisationId('cinema') });
  const { body } = await exchange(idp, codeOf(chosen), verifier);
  const claims = decodeJwt(body['access_token'] ?? '');
  assert.equal(claims['org_id'], organisationId('cinema'));
  assert.deepEqual(claims['https://marketedge.example/roles'], ['viewer']);

  const remembered = await silently(idp, browser);
  const again = await exchange(idp, remembered.answer['code'] ?? '', remembered.verifier);
  const repeated = decodeJwt(again.body['id_token'] ?? '');
  assert.equal(repeated['org_id'], organisationId('cinema'));
});

test('Logout ends the session with its refresh tokens and returns to an allowed address', async () => {
  const { browser, tokens } = await tokensOf(idp, 'hotel-viewer');
  const stolen = browser.cookies.get('auth0')?.value ?? '';
  const left = await browser.visit(
    `/v2/logout?${new URLSearchParams({ client_id: 'marketedge-web', returnTo: `${APP}/` })}`,
  );
  assert.equal(left.url.href, `${APP}/`);
  assert.equal(browser.cookies.has('auth0'), false);
  const thief = new Browser(idp);
  thief.plant(stolen);
  assert.equal((await silently(idp, thief)).answer['error'], 'login_required');
  assert.equal((await refresh(idp, tokens['refresh_token'])).status, 403);
  const headers = { Authorization: `Bearer ${tokens['access_token']}` };
  assert.equal((await fetch(`${idp.url}/userinfo`, { headers })).status, 401);
});

test('A request under way cannot bring back a session that was ended meanwhile', async () => {
  const sessions = createStore()('Session');
  const session = { uid: 'some-uid', accountId: 'someone' };
  await sessions.upsert('some-id', session, 60);
  assert.ok(await sessions.findByUid('some-uid'));
  await sessions.destroy('some-id');
  await sessions.upsert('some-id', session, 60);
  assert.equal(await sessions.find('some-id'), undefined);
  assert.equal(await sessions.findByUid('some-uid'), undefined);
});

test('Logout goes nowhere else, and refuses without ending anything', async () => {
  const { browser } = await tokensOf(idp, 'hotel-viewer');
  for (const returnTo of [
    APP,
    `${APP}/login`,
    `${APP}.evil.example/`,
    '//evil.example',
    'javascript:alert(1)',
    '',
  ]) {
    const page = await browser.visit(
      `/v2/logout?${new URLSearchParams({ client_id: 'marketedge-web', returnTo })}`,
    );
    assert.equal(page.status, 400, returnTo);
  }
  assert.ok((await silently(idp, browser)).answer['code']);
});

test('OpenID Connect logout needs an ID token of the session, or the person’s own word', async () => {
  const { browser, tokens } = await tokensOf(idp, 'hotel-viewer');
  const target = `${APP}/`;
  const asked = await browser.visit(
    `/oidc/logout?${new URLSearchParams({ post_logout_redirect_uri: target })}`,
  );
  assert.match(asked.body, /Do you want to log out/);
  const forged = await browser.visit(asked.url, {
    method: 'POST',
    body: new URLSearchParams({ _csrf: 'x' }),
  });
  assert.equal(forged.status, 403);
  assert.ok((await silently(idp, browser)).answer['code']);
  const hinted = new URLSearchParams({
    id_token_hint: tokens['id_token'] ?? '',
    post_logout_redirect_uri: target,
  });
  assert.equal((await browser.visit(`/oidc/logout?${hinted}`)).url.href, target);
  assert.equal((await silently(idp, browser)).answer['error'], 'login_required');

  const other = (await tokensOf(idp, 'hotel-viewer')).browser;
  const page = await other.visit('/oidc/logout');
  assert.match((await other.submit(page, {})).body, /You are logged out/);
});
