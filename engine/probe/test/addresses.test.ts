import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  LOGOUT_SPELLINGS,
  ORIGIN_SPELLINGS,
  REDIRECT_SPELLINGS,
  RETURN_SPELLINGS,
  SPELLINGS,
  type Spelling,
  strayAddress,
  strayOrigin,
} from '../addresses.ts';

const SITES = ['http://localhost:4173/callback', 'https://app.example/callback'].map((site) => new URL(site));
const STRANGER = new URL('https://stranger.example/planted');
/** These stay at the site's host, and are another address of it. */
const AT_HOME: readonly Spelling[] = ['other-path', 'path-appended'];

for (const site of SITES) {
  for (const spelling of SPELLINGS) {
    test(`${spelling} leads away from ${site.href}`, () => {
      const address = strayAddress(spelling, site, STRANGER);
      const read = spelling === 'encoded' ? decodeURIComponent(address) : address;
      const to = new URL(read, site);
      if (AT_HOME.includes(spelling)) {
        assert.equal(to.origin, site.origin);
        assert.notEqual(to.pathname, site.pathname);
      } else assert.notEqual(to.origin, site.origin);
    });
  }

  test(`what a link of ${site.href} tries leads to the stranger itself, or is a script`, () => {
    for (const spelling of RETURN_SPELLINGS) {
      const address = strayAddress(spelling, site, STRANGER);
      const to = new URL(spelling === 'encoded' ? decodeURIComponent(address) : address, site);
      if (spelling === 'script') assert.equal(to.protocol, 'javascript:');
      else assert.match(to.hostname, /(?:^|\.)stranger\.example$/);
    }
  });

  test(`no spelling of an origin is ${site.origin}, and each is one`, () => {
    const origins = ORIGIN_SPELLINGS.map((spelling) => strayOrigin(spelling, site));
    assert.equal(new Set(origins).size, origins.length);
    for (const origin of origins) {
      assert.notEqual(origin, site.origin);
      if (origin !== 'null') assert.equal(new URL(origin).origin, origin);
    }
  });
}

test('look-alikes begin or end as the site does', () => {
  const [, site] = SITES;
  assert.ok(site);
  assert.equal(strayOrigin('look-alike-host', site), 'https://app.example.stranger.example');
  assert.equal(strayOrigin('look-alike-ending', site), 'https://look-alike-app.example');
  assert.equal(strayOrigin('sub-domain', site), 'https://stranger.app.example');
  const [local] = SITES;
  assert.ok(local);
  assert.equal(strayOrigin('look-alike-host', local), 'http://localhost.stranger.example:4173');
  assert.ok(strayAddress('user-info', local, STRANGER).startsWith('http://localhost:4173'));
});

test('a logout may lead to any page of the application', () => {
  for (const spelling of AT_HOME) {
    assert.ok(REDIRECT_SPELLINGS.includes(spelling));
    assert.ok(!LOGOUT_SPELLINGS.includes(spelling));
  }
});
