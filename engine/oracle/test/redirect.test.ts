import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedWith } from '../cross-origin.ts';
import { leadsTo, strayTarget } from '../redirect.ts';

const IDP = 'https://idp.example';
const OWN = 'https://app.example/callback';

const WELL: (string | undefined)[] = [
  undefined,
  '/u/login?state=abc',
  'https://idp.example/error',
  `${OWN}?code=abc&state=def`,
  `${OWN}?error=access_denied#top`,
  'https://app.example:443/callback',
];
const ASTRAY: [location: string, to: string][] = [
  ['https://stranger.example/callback?code=abc', 'https://stranger.example/callback'],
  ['//stranger.example/callback', 'https://stranger.example/callback'],
  ['/\\stranger.example/callback', 'https://stranger.example/callback'],
  ['https://app.example@stranger.example/', 'https://stranger.example/'],
  ['https://app.example.stranger.example/', 'https://app.example.stranger.example/'],
  ['http://app.example/callback', 'http://app.example/callback'],
  ['https://app.example:8443/callback', 'https://app.example:8443/callback'],
  ['https://app.example/elsewhere', 'https://app.example/elsewhere'],
  ['https://app.example/callback/../elsewhere', 'https://app.example/elsewhere'],
  ['javascript:alert(1)', 'javascript: address'],
];

test('the pages of the identity provider and the address that is allowed are no way out', () => {
  for (const location of WELL) assert.equal(strayTarget(location, IDP, OWN), undefined, location);
});

test('every other address is told, without its query', () => {
  for (const [location, to] of ASTRAY) assert.equal(strayTarget(location, IDP, OWN), to);
});

test('only the address itself is where a positive control may lead', () => {
  assert.ok(leadsTo(`${OWN}?code=abc`, IDP, OWN));
  for (const location of [undefined, '/u/login', ...ASTRAY.map(([address]) => address)])
    assert.ok(!leadsTo(location, IDP, OWN), location);
});

const ORIGIN = 'https://stranger.example';
const SHARED: [allowed: string, credentials: string | undefined, told: RegExp][] = [
  [ORIGIN, undefined, /stranger\.example$/],
  [ORIGIN, 'true', /with credentials$/],
  ['*', undefined, /\*$/],
  // Browsers ignore the permission to send cookies beside the star.
  ['*', 'true', /\*$/],
];

test('what is shared with an origin, by its name or with everybody', () => {
  for (const [allowed, credentials, told] of SHARED)
    assert.match(
      sharedWith(
        {
          'access-control-allow-origin': allowed,
          ...(credentials ? { 'access-control-allow-credentials': credentials } : {}),
        },
        ORIGIN,
      ) ?? '',
      told,
    );
});

test('what is shared with another origin, or with nobody, is not shared', () => {
  for (const allowed of ['https://app.example', 'null', '', 'https://stranger.example.org'])
    assert.equal(sharedWith({ 'access-control-allow-origin': allowed }, ORIGIN), undefined);
  assert.equal(sharedWith({}, ORIGIN), undefined);
  assert.match(sharedWith({ 'access-control-allow-origin': 'null' }, 'null') ?? '', /null$/);
});
