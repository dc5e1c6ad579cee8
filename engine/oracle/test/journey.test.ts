import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Exchange,
  type Journey,
  cookieProblems,
  crossing,
  destinationProblems,
  hstsFault,
  hstsProblems,
  isUnserved,
  plainFault,
  refererProblems,
  setCookieFaults,
  strangerProblems,
  wasSent,
} from '../journey.ts';

const APP = 'https://app.example.com';
const API = 'https://api.example.com';
const IDP = 'https://login.example.com';
const SESSION = 's'.repeat(32);
const GOOD = `__Host-session=${SESSION}; path=/; secure; httponly; samesite=none`;

function exchange(address: string, rest: Partial<Omit<Exchange, 'url'>> = {}): Exchange {
  return { method: 'GET', url: new URL(address), headers: {}, body: '', ...rest };
}

const answer = (status: number, headers: Record<string, string> = {}, cookies: string[] = []) => ({
  answer: { status, headers, cookies },
});

const journey = (exchanges: Exchange[], rest: Partial<Journey> = {}): Journey => ({
  exchanges,
  kept: [],
  credentials: [],
  ...rest,
});

test('HSTS holds for a year at least', () => {
  const good = [
    'max-age=31536000',
    'max-age=63072000; includeSubDomains; preload',
    'includeSubDomains; Max-Age="31536000"',
    ' max-age = 31536000 ',
  ];
  for (const header of good) assert.equal(hstsFault(header), undefined, header);
  const bad = [
    undefined,
    '',
    'max-age=0',
    'max-age=300',
    'max-age=31535999',
    'includeSubDomains',
    'max-age=a-year',
    'max-age=31536000; max-age=31536000',
    'x-max-age=31536000',
  ];
  for (const header of bad) assert.notEqual(hstsFault(header), undefined, header);
});

test('an answer without HSTS is told with its request and status, and what got no answer is not', () => {
  const hsts = { 'strict-transport-security': 'max-age=31536000' };
  const seen = hstsProblems([
    exchange(`${API}/me`, answer(200, hsts)),
    exchange(`${API}/things/0123456789`, { method: 'DELETE', ...answer(404) }),
    exchange(`${API}/things/9876543210`, { method: 'DELETE', ...answer(404) }),
    exchange(`${API}/cut-off`),
  ]);
  assert.deepEqual(
    seen.map(({ request, expected }) => [request?.path, expected.slice(-3)]),
    [['/things/{id}', '404']],
  );
});

test('a cookie over TLS is Secure, SameSite, out of reach of scripts, and for its host', () => {
  const faults = (line: string): string[] => setCookieFaults('login.example.com', line, ['__cf_bm']);
  const good = [
    GOOD,
    'theme=dark; Secure; SameSite=Lax',
    `csrf-token=${SESSION}; Secure; SameSite=Strict`,
    `auth0_compat=${SESSION}; Secure; HttpOnly`,
    `__cf_bm=${SESSION}; Domain=.example.com; Secure; HttpOnly; SameSite=None`,
    `a=${SESSION}; Domain=login.example.com; Secure; HttpOnly; SameSite=Lax`,
    'session=; Max-Age=0',
  ];
  for (const line of good) assert.deepEqual(faults(line), [], line);
  const bad: [line: string, fault: string][] = [
    [`s=${SESSION}; HttpOnly; SameSite=Lax`, 's: no Secure'],
    ['theme=dark; SameSite=Lax', 'theme: no Secure'],
    [`s=${SESSION}; Secure; HttpOnly`, 's: no SameSite'],
    [`s=${SESSION}; Secure; SameSite=Lax`, 's: no HttpOnly'],
    [`s=${SESSION}; Secure; HttpOnly; SameSite=Lax; Domain=.example.com`, 's: Domain=.example.com'],
    [`s=${SESSION}; Secure; HttpOnly; SameSite=Lax; Domain=example.com`, 's: Domain=example.com'],
    [`s=${SESSION}; Secure; HttpOnly; SameSite=Lax; Domain=com`, 's: Domain=com'],
  ];
  for (const [line, fault] of bad) assert.deepEqual(faults(line), [fault], line);
});

test('a cookie of one host is nowhere else, and what the browser keeps is for TLS', () => {
  const signedIn = exchange(`${IDP}/u/login`, answer(302, {}, [GOOD]));
  const back = exchange(`${IDP}/authorize`, { headers: { cookie: `__Host-session=${SESSION}` } });
  const own = exchange(`${APP}/`, { headers: { cookie: 'auth0.is.authenticated=true' } });
  assert.deepEqual(cookieProblems(journey([signedIn, back, own]), IDP, []), []);

  const strayed = exchange(`${API}/me`, { headers: { cookie: `a=b; __Host-session=${SESSION}` } });
  const [problem, ...more] = cookieProblems(journey([signedIn, strayed]), IDP, []);
  assert.deepEqual(more, []);
  assert.equal(problem?.seen, '__Host-session sent to api.example.com');
  assert.deepEqual(cookieProblems(journey([signedIn, strayed]), IDP, ['__Host-session']), []);
  // Another cookie of the same name is another cookie.
  const other = exchange(`${API}/me`, { headers: { cookie: `__Host-session=${'t'.repeat(32)}` } });
  assert.deepEqual(cookieProblems(journey([signedIn, other]), IDP, []), []);

  const kept = [{ name: 'remembered', domain: 'app.example.com', secure: false }];
  assert.equal(cookieProblems(journey([own], { kept }), APP, [])[0]?.seen, 'remembered: no Secure');
  assert.deepEqual(cookieProblems(journey([own], { kept }), API, []), []);

  const ofAll = [{ name: 'remembered', domain: '.example.com', secure: false }];
  for (const origin of [APP, API])
    assert.deepEqual(
      cookieProblems(journey([own], { kept: ofAll }), origin, []).map(({ seen }) => seen),
      ['remembered: no Secure', 'remembered: Domain=example.com'],
    );
  const secured = { kept: ofAll.map((cookie) => ({ ...cookie, secure: true })) };
  assert.deepEqual(cookieProblems(journey([own], secured), APP, ['remembered']), []);
});

test('a credential is sent to whom it is for, in whatever part of a request it is', () => {
  const secret = 'Pa55 wörd/+';
  const password = { is: 'a password' as const, value: secret, for: [IDP] };
  const form = new URLSearchParams({ password: secret }).toString();
  const good = journey([exchange(`${IDP}/u/login`, { method: 'POST', body: form })], {
    credentials: [password],
  });
  assert.equal(wasSent(good, password), true);
  assert.deepEqual(destinationProblems(good), []);
  const bad = [
    exchange(`${APP}/log`, { method: 'POST', body: form }),
    exchange(`${API}/log?p=${encodeURIComponent(secret)}`),
    exchange('https://elsewhere.example/', { headers: { authorization: `Basic ${secret}` } }),
  ];
  for (const one of bad) {
    const seen = destinationProblems(journey([one], { credentials: [password] }));
    assert.equal(seen.length, 1, one.url.href);
    assert.doesNotMatch(JSON.stringify(seen), /Pa55/);
  }
  assert.equal(wasSent(journey(bad), password), false);
});

test('a Referer tells another host the origin and no more', () => {
  const from = (referer: string, to = `${API}/me`): Exchange => exchange(to, { headers: { referer } });
  const good = [
    from(`${APP}/`),
    from(APP),
    from(`${APP}/things/1?a=b`, `${APP}/data`),
    exchange(`${API}/me`),
  ];
  assert.deepEqual(refererProblems(journey(good)), []);
  for (const referer of [`${APP}/things`, `${APP}/?code=abc&state=def`]) {
    const [problem] = refererProblems(journey([from(referer)]));
    assert.match(problem?.seen ?? '', /told to https:\/\/api/);
    assert.doesNotMatch(problem?.seen ?? '', /abc/);
  }
  assert.equal(crossing([from(`${APP}/`), from(`${APP}/`, `${APP}/data`), exchange(`${API}/me`)]).length, 1);
});

test('requests go to origins that are named, over TLS', () => {
  const named = [APP, API, 'https://cdn.example'];
  const good = [`${APP}/`, `${API}/me`, 'https://cdn.example/a.js', 'wss://api.example.com/live'];
  assert.deepEqual(strangerProblems(journey(good.map((url) => exchange(url))), named), []);
  for (const url of ['http://app.example.com/', 'https://app.example.com:8443/', 'https://count.example/hit'])
    assert.equal(strangerProblems(journey([exchange(url)]), named).length, 1, url);
});

test('without TLS there is an error or a redirect to https, and no cookie', () => {
  const good: [number, Record<string, string>][] = [
    [400, {}],
    [426, {}],
    [301, { location: 'https://app.example.com/' }],
  ];
  for (const [status, headers] of good) assert.equal(plainFault({ status, headers }), undefined);
  const bad: [number, Record<string, string>][] = [
    [200, {}],
    [204, {}],
    [302, { location: 'http://app.example.com/start' }],
    [302, { location: '/start' }],
    [301, { location: 'https://app.example.com/', 'set-cookie': 'a=b' }],
    [400, { 'set-cookie': 'a=b' }],
  ];
  for (const [status, headers] of bad)
    assert.notEqual(plainFault({ status, headers }), undefined, `${status}`);
});

test('a connection that is refused or left shows that nobody serves, and one that is waited for shows nothing', () => {
  const ends = [
    'GET http://app.example.com: connect ECONNREFUSED 127.0.0.1:80',
    'GET http://app.example.com: read ECONNRESET',
    'GET http://app.example.com: socket hang up',
    'GET http://app.example.com: Parse Error: Expected HTTP/',
  ];
  for (const message of ends) assert.equal(isUnserved(message), true, message);
  for (const message of [
    'timed out',
    'connect ETIMEDOUT 10.0.0.1:80',
    'getaddrinfo ENOTFOUND app.example.com',
  ])
    assert.equal(isUnserved(`GET http://app.example.com: ${message}`), false, message);
});

test('a token belongs on a web socket of the API, and on nobody else’s', () => {
  const token = { is: 'an access token' as const, value: 'a'.repeat(40), for: [API] };
  const own = journey([exchange('wss://api.example.com/live', { body: token.value })], {
    credentials: [token],
  });
  assert.deepEqual(destinationProblems(own), []);
  assert.equal(wasSent(own, token), true);
  const other = journey([exchange('wss://count.example/live', { body: token.value })], {
    credentials: [token],
  });
  assert.equal(destinationProblems(other).length, 1);
  assert.equal(wasSent(other, token), false);
});
