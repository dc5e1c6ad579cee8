import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Head, cookieFaults, headFaults } from '../transport.ts';
import { API, APP, IDP, scope } from './scope.ts';

const DATA = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'content-type': 'application/json',
};
const PAGE = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'text/html',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};
const head = (url: string, headers: Record<string, string>, rest: Partial<Head> = {}): Head => ({
  method: 'GET',
  url: new URL(url),
  status: 200,
  headers,
  page: false,
  ...rest,
});
const without = (headers: Record<string, string>, ...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const FAULTS: [what: string, head: Head, expected: RegExp][] = [
  ['data without nosniff', head(`${API}/rows`, without(DATA, 'x-content-type-options')), /nosniff/],
  ['an error without nosniff', head(`${API}/rows`, {}, { status: 404 }), /nosniff/],
  [
    'data that may be kept',
    head(`${API}/rows`, { ...DATA, 'cache-control': 'private, max-age=60' }),
    /no-store/,
  ],
  ['data without a word on caching', head(`${API}/rows`, without(DATA, 'cache-control')), /no-store/],
  [
    'a download that may be kept',
    head(`${API}/downloads/x`, { ...DATA, 'cache-control': 'public' }),
    /no-store/,
  ],
  [
    'a token answer that may be kept',
    head(`${IDP}/oauth/token`, without(DATA, 'cache-control'), { method: 'POST' }),
    /no-store/,
  ],
  [
    'a page of a login under way that may be kept',
    head(
      `${IDP}/u/organization?state=a`,
      { ...PAGE, 'cache-control': 'private, max-age=300' },
      { page: true },
    ),
    /no-store/,
  ],
  [
    'a page without a policy',
    head(APP, { ...without(PAGE, 'content-security-policy'), 'x-frame-options': 'DENY' }, { page: true }),
    /Content-Security/,
  ],
  [
    'a page that anybody may frame',
    head(APP, { ...PAGE, 'content-security-policy': "default-src 'self'" }, { page: true }),
    /frame-ancestors/,
  ],
  [
    'a page that tells its address',
    head(APP, { ...PAGE, 'referrer-policy': 'unsafe-url' }, { page: true }),
    /Referrer-Policy/,
  ],
  [
    'a page that may be asked for in the clear',
    head(APP, without(PAGE, 'strict-transport-security'), { page: true }),
    /Strict-Transport/,
  ],
];

for (const [what, faulty, expected] of FAULTS) {
  test(`a fault: ${what}`, () => {
    const found = headFaults(scope, faulty);
    assert.equal(found.length, 1);
    assert.match(found[0]?.expected ?? '', expected);
  });
}

const FINE: [what: string, head: Head][] = [
  ['data', head(`${API}/rows`, DATA)],
  ['a page', head(APP, PAGE, { page: true })],
  [
    'a page that an old header keeps from frames',
    head(
      APP,
      { ...PAGE, 'content-security-policy': "default-src 'self'", 'x-frame-options': 'SAMEORIGIN' },
      { page: true },
    ),
  ],
  [
    'a page over http, which has no use for HSTS',
    head('http://app.example', without(PAGE, 'strict-transport-security'), { page: true }),
  ],
  [
    'a script, which anybody may have',
    head(`${APP}/assets/a.js`, { 'x-content-type-options': 'nosniff', 'cache-control': 'public, immutable' }),
  ],
  [
    'a frame of the identity provider',
    head(IDP, { 'content-type': 'text/html', 'x-content-type-options': 'nosniff' }),
  ],
  ['a page of the identity provider that anybody may have', head(`${IDP}/`, PAGE, { page: true })],
  [
    'a page of a login under way',
    head(`${IDP}/u/login?state=a`, { ...PAGE, 'cache-control': 'no-store' }, { page: true }),
  ],
  ['what anybody may ask', head(`${API}/health`, { 'x-content-type-options': 'nosniff' })],
  ['a redirect', head(`${API}/rows`, {}, { status: 302 })],
  ['nothing', head(`${API}/rows`, {}, { status: 204 })],
];

for (const [what, fine] of FINE) {
  test(`no fault: ${what}`, () => assert.deepEqual(headFaults(scope, fine), []));
}

const SESSION = 'sid=Mq8sXk2Lr9TzPb4QMq8s';
const COOKIES: [line: string, lacking: string][] = [
  [`${SESSION}; Secure; HttpOnly; SameSite=Lax`, ''],
  [`${SESSION}; secure; httponly; samesite=none; Path=/`, ''],
  [`${SESSION}; Secure; SameSite=Lax`, 'no HttpOnly'],
  [`${SESSION}; Secure; HttpOnly`, 'no SameSite'],
  [`${SESSION}; HttpOnly; SameSite=Strict`, 'no Secure'],
  [SESSION, 'no HttpOnly, no SameSite, no Secure'],
  ['theme=dark', ''],
  ['sid=; Max-Age=0', ''],
  ['XSRF-TOKEN=Mq8sXk2Lr9TzPb4Q; Secure; SameSite=Lax', ''],
  ['auth0_compat=Mq8sXk2Lr9TzPb4Q; Secure; HttpOnly', ''],
];

for (const [line, lacking] of COOKIES) {
  test(`the cookie "${line}" lacks ${lacking || 'nothing'}`, () => {
    assert.equal(
      cookieFaults(new URL(IDP), [line])
        .map(({ seen }) => seen)
        .join(),
      lacking,
    );
  });
}

test('over http a cookie cannot be Secure', () => {
  assert.deepEqual(cookieFaults(new URL('http://idp.example'), [`${SESSION}; HttpOnly; SameSite=Lax`]), []);
});
