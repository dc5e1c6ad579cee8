import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { MANAGEMENT_SECRET } from './environment.ts';
import {
  API,
  Browser,
  CLAIMS,
  type Idp,
  manage,
  managementToken,
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

const user = (handle: string): string => `users/${encodeURIComponent(idp.account(handle).userId)}`;
const members = (organisation: string): string => `organizations/${organisationId(organisation)}/members`;

test('The server’s client gets a token for the management API and for nothing else', async () => {
  const claims = decodeJwt(await managementToken(idp));
  assert.equal(claims.sub, 'marketedge-api@clients');
  assert.equal(claims.aud, `${idp.url}/api/v2/`);
  const fields = { grant_type: 'client_credentials', client_id: 'marketedge-api' };
  const market = await postToken(idp, { ...fields, client_secret: MANAGEMENT_SECRET, audience: API });
  assert.equal(market.status, 403);
  assert.equal(market.body['error'], 'access_denied');
  const audience = `${idp.url}/api/v2/`;
  assert.equal((await postToken(idp, { ...fields, client_secret: 'wrong', audience })).status, 401);
  assert.equal((await postToken(idp, { ...fields, audience })).status, 401);
  const web = await postToken(idp, { ...fields, client_id: 'marketedge-web', audience });
  assert.equal(web.status, 400);
});

test('A person’s token opens nothing in the management API', async () => {
  const { tokens } = await tokensOf(idp, 'platform-super-admin');
  for (const token of [tokens['access_token'], tokens['id_token'], 'a.b.c', '']) {
    const answer = await manage(idp, 'PATCH', user('hotel-viewer'), { blocked: true }, token);
    assert.equal(answer.status, 401);
  }
});

test('Blocking ends refresh tokens and sessions, and unblocking does not revive the tokens', async () => {
  const { browser, tokens } = await tokensOf(idp, 'hotel-spare1');
  assert.equal((await manage(idp, 'PATCH', user('hotel-spare1'), { blocked: true })).status, 200);
  assert.equal((await silently(idp, browser)).answer['error'], 'login_required');
  const { page } = await signIn(new Browser(idp), idp, 'hotel-spare1');
  assert.equal(page.url.searchParams.get('error'), 'unauthorized');
  await manage(idp, 'PATCH', user('hotel-spare1'), { blocked: false });
  const refused = await refresh(idp, tokens['refresh_token']);
  assert.equal(refused.status, 403);
  assert.deepEqual(refused.body, {
    error: 'invalid_grant',
    error_description: 'Unknown or invalid refresh token.',
  });
  await tokensOf(idp, 'hotel-spare1');
});

test('A member who is removed can neither refresh nor come back, and a new one gets in', async () => {
  const { userId } = idp.account('hotel-spare2');
  const { browser, tokens } = await tokensOf(idp, 'hotel-spare2');
  const body = { members: [userId] };
  assert.equal((await manage(idp, 'DELETE', members('hotel'), body)).status, 204);
  assert.equal((await refresh(idp, tokens['refresh_token'])).status, 403);
  const organization = organisationId('hotel');
  assert.equal((await silently(idp, browser, { organization })).answer['error'], 'access_denied');
  assert.equal((await manage(idp, 'POST', members('gym'), body)).status, 204);
  const { accessToken } = await tokensOf(idp, 'hotel-spare2');
  assert.equal(accessToken['org_id'], organisationId('gym'));
  assert.deepEqual(accessToken[`${CLAIMS}roles`], []);
});

test('A changed role is in the next token, and only a member’s role can be given', async () => {
  const { userId } = idp.account('cinema-spare1');
  const roles = `${members('cinema')}/${encodeURIComponent(userId)}/roles`;
  const { tokens } = await tokensOf(idp, 'cinema-spare1');
  assert.equal((await manage(idp, 'POST', roles, { roles: ['super_admin'] })).status, 400);
  assert.equal((await manage(idp, 'DELETE', roles, { roles: ['analyst'] })).status, 204);
  assert.equal((await manage(idp, 'POST', roles, { roles: ['admin'] })).status, 204);
  const { body } = await refresh(idp, tokens['refresh_token']);
  assert.deepEqual(decodeJwt(body['access_token'] ?? '')[`${CLAIMS}roles`], ['admin']);
  const elsewhere = `${members('gym')}/${encodeURIComponent(userId)}/roles`;
  assert.equal((await manage(idp, 'POST', elsewhere, { roles: ['admin'] })).status, 404);
});

test('An organisation can be made, disabled, enabled and deleted', async () => {
  const made = await manage(idp, 'POST', 'organizations', { name: 'spa', display_name: 'Still Water Spas' });
  assert.equal(made.status, 201);
  const id = String(made.body['id']);
  assert.match(id, /^org_[A-Za-z0-9]{16}$/);
  const twice = await manage(idp, 'POST', 'organizations', { name: 'spa', display_name: 'Again' });
  assert.equal(twice.status, 409);

  const { userId } = idp.account('none-notenant');
  await manage(idp, 'POST', `organizations/${id}/members`, { members: [userId] });
  const { tokens, accessToken } = await tokensOf(idp, 'none-notenant');
  assert.equal(accessToken['org_id'], id);
  const disabled = await manage(idp, 'PATCH', `organizations/${id}`, { metadata: { disabled: 'true' } });
  assert.equal(disabled.status, 200);
  assert.equal((await refresh(idp, tokens['refresh_token'])).status, 403);
  assert.equal('org_id' in (await tokensOf(idp, 'none-notenant')).accessToken, false);
  await manage(idp, 'PATCH', `organizations/${id}`, { metadata: { disabled: 'false' } });
  assert.equal((await tokensOf(idp, 'none-notenant')).accessToken['org_id'], id);

  assert.equal((await manage(idp, 'DELETE', `organizations/${id}`)).status, 204);
  assert.equal((await manage(idp, 'DELETE', `organizations/${id}`)).status, 404);
  assert.equal('org_id' in (await tokensOf(idp, 'none-notenant')).accessToken, false);
});

test('What the management API does not know, it refuses', async () => {
  assert.equal((await manage(idp, 'PATCH', 'users/auth0%7Cnobody', { blocked: true })).status, 404);
  assert.equal((await manage(idp, 'PATCH', user('gym-viewer'), { blocked: 'yes' })).status, 400);
  assert.equal((await manage(idp, 'PATCH', user('gym-viewer'), { email: 'x@y.example' })).status, 400);
  assert.equal((await manage(idp, 'GET', 'users')).status, 404);
});
