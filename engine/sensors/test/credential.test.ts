import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sent, credentialsIn, exposuresIn, tokensIn } from '../credential.ts';
import { API, APP, IDP, TOKEN, scope } from './scope.ts';

const sent = (url: string, rest: Partial<Sent> = {}): Sent => ({
  method: 'GET',
  url: new URL(url),
  headers: {},
  body: '',
  ...rest,
});
const bearer = { authorization: `Bearer ${TOKEN}` };
const OPAQUE = 'v1.Mq8sXk2Lr9TzPb4Q';

const EXPOSED: Record<string, Sent> = {
  'a token in the query': sent(`${API}/rows?key=${TOKEN}`),
  'a token in the path': sent(`${API}/rows/${TOKEN}`),
  'an opaque token that is in use': sent(`${API}/rows?key=${OPAQUE}`),
  'a parameter that is made for one': sent(`${API}/rows?access_token=abcdef`),
  'a password in the address': sent(`${IDP}/login?p=${encodeURIComponent('Correct Horse 9')}`),
  'a password sent to the API': sent(`${API}/rows`, { method: 'POST', body: '{"p":"Correct Horse 9"}' }),
  'a token in the Referer': sent(`${API}/rows`, { headers: { referer: `${APP}/?key=${TOKEN}` } }),
  'a code in the Referer of a stranger': sent('https://cdn.example/x.js', {
    headers: { referer: `${APP}/callback?code=abc&state=def` },
  }),
  'a token sent to a stranger': sent('https://cdn.example/', { headers: bearer }),
  'an ID token at the logout that takes none': sent(`${IDP}/v2/logout?id_token_hint=${TOKEN}&client_id=x`),
  'a token in a beacon': sent('https://stats.example/', { method: 'POST', body: TOKEN }),
};

for (const [what, request] of Object.entries(EXPOSED)) {
  test(`exposed: ${what}`, () => {
    const found = exposuresIn(scope, request, [OPAQUE]);
    assert.equal(found.length, 1);
    assert.ok(!JSON.stringify(found).includes(TOKEN) && !JSON.stringify(found).includes('Correct Horse'));
  });
}

const FINE: Record<string, Sent> = {
  'the token in its header': sent(`${API}/rows`, { headers: bearer }),
  'the token sent to an origin that the policy names': sent('https://maps.example/', { headers: bearer }),
  'the code at the callback': sent(`${APP}/callback?code=Mq8sXk2Lr9TzPb4QMq8sXk2Lr9TzPb4Q&state=x`),
  'the password at the login': sent(`${IDP}/login`, { method: 'POST', body: 'password=Correct%20Horse%209' }),
  'the hint of a logout': sent(`${IDP}/oidc/logout?id_token_hint=${TOKEN}&client_id=x`),
  'a signed link, which is the credential': sent(`${API}/downloads/${TOKEN}`),
  'a code in the Referer of its own origin': sent(`${APP}/config.json`, {
    headers: { referer: `${APP}/callback?code=abc&state=def` },
  }),
  'words that look alike': sent(`${API}/rows?search=password&sort=token`),
};

for (const [what, request] of Object.entries(FINE)) {
  test(`not exposed: ${what}`, () => {
    assert.deepEqual(exposuresIn(scope, request, [OPAQUE]), []);
  });
}

test('credentials are told in words', () => {
  assert.deepEqual(credentialsIn(`x ${TOKEN} y`, []), ['a JSON Web Token']);
  assert.deepEqual(credentialsIn('the code is 404_not_found', []), []);
});

test('tokens are learnt from the answer of a token request, and from nothing else', () => {
  assert.deepEqual(
    tokensIn(JSON.stringify({ access_token: TOKEN, refresh_token: OPAQUE, expires_in: 900 })),
    [TOKEN, OPAQUE],
  );
  for (const text of ['', '<html>', '{', '{"access_token":7}', '[1]', '{"access_token":"short"}'])
    assert.deepEqual(tokensIn(text), [], text);
});
