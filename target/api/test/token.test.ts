/** Which access tokens are accepted, and which are not. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CLAIMS } from '../config.ts';
import type { TokenOptions } from './issuer.ts';
import { API, assertProblem, startWorld, TENANT, type World } from './world.ts';

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const ME = `${API}/me`;
const roles = (...names: unknown[]): TokenOptions => ({ claims: { [`${CLAIMS}roles`]: names } });
const past = Math.floor(Date.now() / 1000) - 1;

describe('a proper token', () => {
  test('tells who one is', async () => {
    const reply = await world.as('hotel-analyst', 'GET', ME);
    assert.equal(reply.status, 200);
    const account = world.account('hotel-analyst');
    assert.deepEqual(reply.json, {
      id: account.userId,
      email: account.email,
      name: account.name,
      role: 'analyst',
      organisation: { id: TENANT.hotel, name: 'Harbour Hotels' },
      permissions: ['read:market', 'write:market', 'read:settings'],
    });
    assert.equal(reply.headers.get('cache-control'), 'private, no-store');
    assert.equal(reply.headers.get('vary'), 'Authorization, Origin');
  });

  test('of the platform has no organisation', async () => {
    const reply = await world.as('platform-super-admin', 'GET', ME);
    assert.equal(reply.json['role'], 'super_admin');
    assert.equal(reply.json['organisation'], null);
  });

  test('of the kiosk client is accepted', async () => {
    const reply = await world.as('hotel-viewer', 'GET', ME, {
      token: { claims: { azp: 'marketedge-kiosk' } },
    });
    assert.equal(reply.status, 200);
  });
});

const UNAUTHORIZED: Record<string, TokenOptions> = {
  expired: { claims: { exp: past } },
  'without expiry': { claims: { exp: undefined } },
  'not valid yet': { claims: { nbf: past + 600 } },
  'of another issuer': { claims: { iss: 'https://elsewhere.example/' } },
  'whose issuer lacks the slash': { claims: { iss: 'http://localhost' } },
  'for another API': { claims: { aud: 'https://billing.marketedge.example' } },
  'for no API': { claims: { aud: undefined } },
  'for the application (an ID token)': { claims: { aud: 'marketedge-web' } },
  'of another type': { header: { typ: 'at+jwt' } },
  'of a logout notice': { header: { typ: 'logout+jwt' } },
  'without type': { header: { typ: undefined } },
  'with an unknown key id': { header: { kid: 'key-2' } },
  'signed by another key': { foreignKey: true },
  'of an unknown client': { claims: { azp: 'somebody-else' } },
  'of no client': { claims: { azp: undefined } },
  'without session': { claims: { [`${CLAIMS}sid`]: undefined } },
  'whose session is no text': { claims: { [`${CLAIMS}sid`]: ['sid'] } },
  'without subject': { claims: { sub: undefined } },
};

describe('refused with 401', () => {
  for (const [name, options] of Object.entries(UNAUTHORIZED)) {
    test(`a token ${name}`, async () => {
      const reply = await world.as('hotel-admin', 'GET', ME, { token: options });
      assertProblem(reply, 401, 'unauthorized');
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
    });
  }

  test('a token that was tampered with, unsigned, signed by a shared secret, or is no token', async () => {
    const good = await world.issuer.token(world.account('hotel-viewer'));
    const [header = '', payload = '', signature = ''] = good.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { SignJWT } = await import('jose');
    const shared = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })
      .sign(Buffer.from('a secret of at least thirty-two bytes'));
    const bad = [
      [header, encode({ ...claims, [`${CLAIMS}roles`]: ['admin'] }), signature].join('.'),
      [encode({ alg: 'none', typ: 'JWT' }), payload, ''].join('.'),
      [encode({ alg: 'none', typ: 'JWT' }), payload, signature].join('.'),
      [encode({ alg: 'RS512', typ: 'JWT', kid: 'key-1' }), payload, signature].join('.'),
      [encode({ alg: 'RS256', typ: 'JWT', kid: 7 }), payload, signature].join('.'),
      [encode({ typ: 'JWT' }), payload, signature].join('.'),
      [encode({ alg: 'RS256', typ: 'JWT', kid: 'key-1', crit: ['exp'] }), payload, signature].join('.'),
      shared,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `..`,
      'a.b.c',
      'null',
      `${good}a`,
      'A'.repeat(9000),
    ];
    for (const token of bad) {
      const reply = await world.as(null, 'GET', ME, { headers: { authorization: `Bearer ${token}` } });
      assertProblem(reply, 401, 'unauthorized');
    }
    for (const authorization of ['', 'Bearer', `Basic ${good}`, good, `Bearer ${good}, Bearer ${good}`]) {
      assertProblem(await world.as(null, 'GET', ME, { headers: { authorization } }), 401, 'unauthorized');
    }
  });

  test('nobody at all, and a token in the query or a cookie', async () => {
    const token = await world.issuer.token(world.account('hotel-viewer'));
    assertProblem(await world.as(null, 'GET', ME), 401, 'unauthorized');
    assertProblem(await world.as(null, 'GET', `${ME}?access_token=${token}`), 401, 'unauthorized');
    assertProblem(
      await world.as(null, 'GET', ME, { headers: { cookie: `token=${token}` } }),
      401,
      'unauthorized',
    );
  });
});

const FORBIDDEN: Record<string, [handle: string, options?: TokenOptions]> = {
  'no role': ['hotel-admin', roles()],
  'no roles claim': ['hotel-admin', { claims: { [`${CLAIMS}roles`]: undefined } }],
  'a roles claim that is text': ['hotel-admin', { claims: { [`${CLAIMS}roles`]: 'admin' } }],
  'an unknown role': ['hotel-admin', roles('owner')],
  'a role in capitals': ['hotel-admin', roles('ADMIN')],
  'the name of a built-in': ['hotel-admin', roles('constructor')],
  'two roles': ['hotel-admin', roles('admin', 'viewer')],
  'a role that is no text': ['hotel-admin', roles(['admin'])],
  'a platform role in an organisation': ['hotel-admin', roles('super_admin')],
  'a platform role without being of the platform': ['none-notenant', roles('super_admin')],
  'no organisation': ['hotel-admin', { claims: { org_id: undefined } }],
  'an organisation that is no text': ['hotel-admin', { claims: { org_id: [TENANT.hotel] } }],
  'an organisation in the claim of the other tenancy': [
    'hotel-admin',
    { claims: { org_id: undefined, [`${CLAIMS}tenant`]: TENANT.hotel } },
  ],
  'an organisation of which one is no member': ['hotel-admin', { claims: { org_id: TENANT.cinema } }],
  'an organisation that does not exist': ['hotel-admin', { claims: { org_id: 'org_0000000000000000' } }],
  'a person without organisation': ['none-notenant'],
  'a member without role': ['hotel-norole'],
  'a member without role who claims one': ['hotel-norole', roles('viewer')],
  'a disabled member': ['hotel-disabled'],
};

describe('refused with 403', () => {
  for (const [name, [handle, token]] of Object.entries(FORBIDDEN)) {
    test(`a token with ${name}`, async () => {
      assertProblem(await world.as(handle, 'GET', ME, { token }), 403, 'forbidden');
    });
  }
});

test('a role that the database no longer agrees with asks for a new token', async () => {
  assertProblem(await world.as('hotel-viewer', 'GET', ME, { token: roles('admin') }), 401, 'token_outdated');
});

test('after logging out, every token of the session is refused, and no other session is', async () => {
  const other: TokenOptions = { claims: { [`${CLAIMS}sid`]: 'another session' } };
  assert.equal((await world.as('gym-viewer', 'POST', `${API}/session/logout`)).status, 204);
  assertProblem(await world.as('gym-viewer', 'GET', ME), 401, 'unauthorized');
  assertProblem(await world.as('gym-viewer', 'POST', `${API}/session/logout`), 401, 'unauthorized');
  assert.equal((await world.as('gym-viewer', 'GET', ME, { token: other })).status, 200);
  const sameSid: TokenOptions = { claims: { [`${CLAIMS}sid`]: 'sid-gym-viewer' } };
  assert.equal((await world.as('gym-analyst', 'GET', ME, { token: sameSid })).status, 200);
});

test('people without a place anywhere can log out', async () => {
  for (const handle of ['none-notenant', 'hotel-norole', 'hotel-disabled', 'platform-super-admin']) {
    assert.equal((await world.as(handle, 'POST', `${API}/session/logout`)).status, 204);
  }
});
