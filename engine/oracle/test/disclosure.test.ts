import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Place } from '../disclosures/entry.ts';
import { DISCLOSURES, disclosuresIn, tellingHeaders } from '../disclosure.ts';

const PLACES: readonly Place[] = ['answer', 'error', 'script'];

for (const { name, of, pattern, samples, lookAlikes } of DISCLOSURES) {
  test(`"${name}" says who writes so, and matches each of its samples`, () => {
    assert.ok(of.length > 0);
    assert.ok(samples.length >= 2);
    for (const sample of samples) assert.match(sample, pattern);
  });

  test(`"${name}" leaves its look-alikes alone`, () => {
    assert.ok(lookAlikes.length >= 2);
    for (const text of lookAlikes) assert.doesNotMatch(text, pattern);
  });
}

test('every entry has a name of its own, and keeps no state between texts', () => {
  assert.equal(new Set(DISCLOSURES.map(({ name }) => name)).size, DISCLOSURES.length);
  for (const { pattern } of DISCLOSURES) assert.ok(!pattern.global && !pattern.sticky, String(pattern));
});

test('a look-alike of one entry is not caught by another', () => {
  for (const text of DISCLOSURES.flatMap(({ lookAlikes }) => lookAlikes))
    for (const place of PLACES) assert.deepEqual(disclosuresIn(text, place), [], text);
});

/** What products of this kind answer and show every day. */
const DAILY = [
  '{"items":[{"id":"0b1c","name":"Harbour View","category":"boutique","city":"Hamburg","price":129.5}],"total":1}',
  '{"title":"Price of 10.50 EUR, down from 192.16","severity":"info"}',
  'name,category,city,price\r\nGrand Hotel,luxury,Kyiv,420.00\r\n',
  '<svg><path d="M10.5.3.2l1.1-2.2 10.12.34.5z"/></svg>',
  '{"access_token":"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhdXRoMHwxIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4"}',
  '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"k1","n":"0vx7agoebGcQSuuPiLJXZpt","e":"AQAB"}]}',
  'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.',
  'data: {"id":7,"title":"Select from the list where prices rise"}\n\n',
];

test('daily answers disclose nothing', () => {
  for (const text of DAILY) assert.deepEqual(disclosuresIn(text), [], text);
});

test('a token belongs in some answers, and in no error', () => {
  const [token = ''] = DAILY.filter((text) => text.includes('access_token'));
  assert.equal(disclosuresIn(token, 'error').length, 1);
});

test('a minified script discloses nothing, and one with a key does', () => {
  const script =
    'var e=Object.defineProperty,t=(e,t)=>()=>(e&&(t=e(e=0)),t);throw TypeError(`x is not a function`),"at 10.12.34.5";/node_modules/';
  assert.deepEqual(disclosuresIn(script, 'script'), []);
  assert.equal(disclosuresIn(`${script};u="postgres://app:x@db:5432/prod"`, 'script').length, 1);
});

test('a plain problem document discloses nothing', () => {
  const body =
    '{"type":"about:blank","title":"Not found","status":404,"code":"not_found","correlationId":"5f0c1a0e"}';
  assert.deepEqual(disclosuresIn(body), []);
});

test('a header counts that names a version, exists to name software, or tells of the inside', () => {
  const telling: [string, string][] = [
    ['server', 'nginx/1.25'],
    ['via', '1.1 varnish (Varnish/7.4)'],
    ['x-powered-by', 'Express'],
    ['x-debug-token-link', '/_profiler/1'],
    ['x-upstream', '10.0.3.7:8080'],
    ['x-error', 'relation "users" does not exist'],
    ['content-location', 'http://ip-10-0-4-17.eu-west-1.compute.internal/'],
  ];
  for (const [name, value] of telling) assert.equal(tellingHeaders({ [name]: value }).length, 1, name);
  const plain: [string, string][] = [
    ['server', 'cloudflare'],
    ['via', '1.1 vegur, 2 envoy'],
    ['etag', '"0b1c2d"'],
    ['content-security-policy', "connect-src 'self' https://api.shop.internal"],
    ['date', 'Thu, 26 Nov 2026 05:20:00 GMT'],
  ];
  assert.deepEqual(tellingHeaders(Object.fromEntries(plain)), []);
});

test('a header that tells is told with every answer, and not silenced by the same value under another name', () => {
  const answer = { 'x-note': 'edge 1.25', server: 'edge 1.25' };
  for (let round = 0; round < 2; round++)
    assert.deepEqual(tellingHeaders(answer), ['header server: edge 1.25']);
});

test('ids and tokens of chance disclose nothing', () => {
  for (let round = 0; round < 20_000; round++) {
    const digest = createHash('sha512').update(String(round)).digest();
    const texts = [
      digest.toString('hex'),
      digest.toString('base64url'),
      digest.toString('base64'),
      randomUUID(),
    ];
    for (const place of PLACES) assert.deepEqual(disclosuresIn(texts.join(' '), place), [], texts.join(' '));
  }
});
