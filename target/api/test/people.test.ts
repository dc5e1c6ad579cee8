/** Members, invitations, organisations: what is changed here is changed at the identity provider too, or nowhere. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { CLAIMS } from '../config.ts';
import { buildServer } from '../server.ts';
import { createServices } from '../services.ts';
import { API, assertProblem, type Reply, startWorld, TENANT, type World } from './world.ts';

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());
afterEach(() => {
  world.issuer.calls.length = 0;
  delete world.issuer.failWith.status;
  delete world.issuer.failWith.when;
});

const userPath = (handle: string, action = ''): string =>
  `${API}/users/${encodeURIComponent(world.account(handle).userId)}${action}`;
const callsTo = (): string[] =>
  world.issuer.calls.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
const roles = (role: string) => ({ claims: { [`${CLAIMS}roles`]: [role] } });

describe('members', () => {
  test('get another role, which the next token must show', async () => {
    const changed = await world.as('cinema-admin', 'PATCH', userPath('cinema-spare2'), {
      body: { role: 'analyst' },
    });
    assert.equal(changed.json['role'], 'analyst');
    assert.deepEqual(callsTo(), ['DELETE roles', 'POST roles']);
    assertProblem(await world.as('cinema-spare2', 'GET', `${API}/me`), 401, 'token_outdated');
    const renewed = await world.as('cinema-spare2', 'GET', `${API}/me`, { token: roles('analyst') });
    assert.equal(renewed.json['role'], 'analyst');
    await world.as('cinema-admin', 'PATCH', userPath('cinema-spare2'), { body: { role: 'viewer' } });
  });

  test('are kept out at once when disabled, and let in again', async () => {
    const disabled = await world.as('cinema-admin', 'POST', userPath('cinema-spare1', '/disable'));
    assert.equal(disabled.json['status'], 'disabled');
    assert.deepEqual(
      world.issuer.calls.map(({ body }) => body),
      [{ blocked: true }],
    );
    assertProblem(await world.as('cinema-spare1', 'GET', `${API}/me`), 403, 'forbidden');
    await world.as('cinema-admin', 'POST', userPath('cinema-spare1', '/disable'));
    assert.equal(world.issuer.calls.length, 1, 'a second time changes nothing');
    const enabled = await world.as('cinema-admin', 'POST', userPath('cinema-spare1', '/enable'));
    assert.equal(enabled.json['status'], 'active');
    assert.equal((await world.as('cinema-spare1', 'GET', `${API}/me`)).status, 200);
  });

  test('who belong elsewhere too are put out of one organisation only', async () => {
    const cinema = { claims: { org_id: TENANT.cinema, [`${CLAIMS}roles`]: ['viewer'] } };
    await world.as('hotel-admin', 'POST', userPath('hotel-multi', '/disable'));
    assert.deepEqual(callsTo(), ['DELETE roles', 'DELETE members']);
    assertProblem(await world.as('hotel-multi', 'GET', `${API}/me`), 403, 'forbidden');
    assert.equal((await world.as('hotel-multi', 'GET', `${API}/me`, { token: cinema })).status, 200);
    const own = await world.as('hotel-multi', 'GET', `${API}/me/organisations`, { token: cinema });
    assert.deepEqual(
      own.json.items?.map(({ id }) => id),
      [TENANT.cinema],
    );
    const back = { organisationId: TENANT.hotel };
    const switched = await world.as('hotel-multi', 'PUT', `${API}/me/organisation`, {
      token: cinema,
      body: back,
    });
    assertProblem(switched, 404, 'not_found');
    await world.as('hotel-admin', 'POST', userPath('hotel-multi', '/enable'));
    assert.deepEqual(callsTo().slice(2), ['POST members', 'POST roles']);
    assert.equal((await world.as('hotel-multi', 'GET', `${API}/me`)).status, 200);
  });

  test('cannot change themselves, nor be changed by others than their admins', async () => {
    for (const [method, action, body] of [
      ['PATCH', '', { role: 'viewer' }],
      ['POST', '/disable', undefined],
    ] as const) {
      assertProblem(
        await world.as('cinema-admin', method, userPath('cinema-admin', action), { body }),
        409,
        'conflict',
      );
      assertProblem(
        await world.as('hotel-admin', method, userPath('cinema-viewer', action), { body }),
        404,
        'not_found',
      );
      assertProblem(
        await world.as('cinema-analyst', method, userPath('cinema-viewer', action), { body }),
        403,
        'forbidden',
      );
    }
    const above = { role: 'super_admin' };
    assertProblem(
      await world.as('cinema-admin', 'PATCH', userPath('cinema-viewer'), { body: above }),
      400,
      'validation_failed',
    );
    assert.deepEqual(world.issuer.calls, []);
  });

  test('stay as they are when the identity provider fails, and what it did is taken back', async () => {
    const before = await world.as('cinema-admin', 'GET', userPath('cinema-viewer'));
    world.issuer.failWith.status = 500;
    for (const action of ['/disable', '']) {
      const [method, body] = action === '' ? ['PATCH', { role: 'admin' }] : ['POST', undefined];
      const reply = await world.as('cinema-admin', String(method), userPath('cinema-viewer', action), {
        body,
      });
      assertProblem(reply, 503, 'unavailable');
    }
    assert.deepEqual((await world.as('cinema-admin', 'GET', userPath('cinema-viewer'))).json, before.json);

    world.issuer.calls.length = 0;
    let failures = 0;
    world.issuer.failWith.when = ({ method }) => method === 'POST' && failures++ === 0;
    const half = await world.as('cinema-admin', 'PATCH', userPath('cinema-viewer'), {
      body: { role: 'admin' },
    });
    assertProblem(half, 503, 'unavailable');
    const given = world.issuer.calls.map(
      ({ method, body }) => `${method} ${(body as { roles: string[] }).roles[0]}`,
    );
    assert.deepEqual(given, ['DELETE viewer', 'POST admin', 'DELETE admin', 'POST viewer']);
    const log = await world.as('cinema-admin', 'GET', `${API}/audit?pageSize=1`);
    assert.notEqual(log.json.items?.[0]?.['target'], before.json['email']);
  });
});

describe('invitations', () => {
  const invite = (handle: string, email: string, role = 'viewer'): Promise<Reply> =>
    world.as(handle, 'POST', `${API}/invitations`, { body: { email, role } });
  const tokenOf = (reply: Reply): string =>
    new URL(String(reply.json['acceptUrl'])).searchParams.get('invitation') ?? '';
  const accept = (handle: string, token: string): Promise<Reply> =>
    world.as(handle, 'POST', `${API}/invitations/accept`, { body: { token } });

  test('let in the one who was invited, once, with the role that was offered', async () => {
    const { email } = world.account('none-notenant');
    const invited = await invite('gym-admin', email, 'analyst');
    assert.equal(invited.status, 201);
    const token = tokenOf(invited);
    assert.equal(token.includes(TENANT.gym), false);
    assertProblem(await accept('hotel-viewer', token), 404, 'not_found');
    assertProblem(await accept('none-notenant', `${token}x`), 404, 'not_found');
    world.issuer.failWith.status = 500;
    assertProblem(await accept('none-notenant', token), 503, 'unavailable');
    delete world.issuer.failWith.status;
    const joined = await accept('none-notenant', token);
    assert.deepEqual(joined.json, { organisation: { id: TENANT.gym, name: 'Forge Gyms' }, role: 'analyst' });
    assertProblem(await accept('none-notenant', token), 404, 'not_found');
    const gym = { claims: { org_id: TENANT.gym, [`${CLAIMS}roles`]: ['analyst'] } };
    assert.equal((await world.as('none-notenant', 'GET', `${API}/me`, { token: gym })).status, 200);
    const seen = await world.as('gym-admin', 'GET', `${API}/invitations/${invited.json['id']}`);
    assert.equal(seen.json['status'], 'accepted');
    assert.equal(seen.json['acceptUrl'], undefined);
  });

  test('are worth nothing once taken back', async () => {
    const invited = await invite('retail-admin', world.account('hotel-viewer').email);
    assert.equal(
      (await world.as('retail-admin', 'DELETE', `${API}/invitations/${invited.json['id']}`)).status,
      204,
    );
    assertProblem(await accept('hotel-viewer', tokenOf(invited)), 404, 'not_found');
    const log = await world.as('hotel-admin', 'GET', `${API}/audit?pageSize=1`);
    assert.equal(log.json.items?.[0]?.['action'], 'acceptInvitation');
    assert.equal(log.json.items?.[0]?.['outcome'], 'denied');
  });

  test('answer alike for addresses that are known elsewhere and for those that are not', async () => {
    const known = await invite('retail-admin', world.account('hotel-analyst').email);
    const unknown = await invite('retail-admin', 'nobody.knows@partner.example');
    assert.equal(known.status, 201);
    assert.equal(unknown.status, 201);
    assert.deepEqual(Object.keys(known.json), Object.keys(unknown.json));
    assertProblem(await invite('retail-admin', 'NOBODY.knows@partner.example'), 409, 'conflict');
    assertProblem(await invite('retail-admin', world.account('retail-viewer').email), 409, 'conflict');
    assertProblem(await invite('retail-analyst', 'x@partner.example'), 403, 'forbidden');
  });

  test('cannot be made from a download link', async () => {
    const list = await world.as('hotel-admin', 'GET', `${API}/exports`);
    const link = await world.as('hotel-admin', 'POST', `${API}/exports/${list.json.items?.[0]?.['id']}/link`);
    const token = String(link.json['url']).split('/').at(-1) ?? '';
    assertProblem(await accept('hotel-viewer', token), 404, 'not_found');
    const invited = await invite('hotel-admin', 'somebody@partner.example');
    assertProblem(await world.as(null, 'GET', `${API}/downloads/${tokenOf(invited)}`), 404, 'not_found');
  });
});

test('a support address is set, and taken back', async () => {
  for (const supportEmail of ['help@harbour.example', null]) {
    const changed = await world.as('hotel-admin', 'PATCH', `${API}/settings`, { body: { supportEmail } });
    assert.equal(changed.status, 200);
    assert.equal(
      (await world.as('hotel-admin', 'GET', `${API}/settings`)).json['supportEmail'],
      supportEmail,
    );
  }
});

test('with tenancy by claim, the organisation comes from that claim alone and is switched at the provider', async () => {
  const services = createServices({ ...world.services.config, tenancy: 'claim' });
  const app = await buildServer(services);
  const ask = async (claims: Record<string, unknown>, method: 'GET' | 'PUT', url: string, body?: object) => {
    const token = await world.issuer.token(world.account('hotel-multi'), { claims });
    return app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body } : {}),
    });
  };
  const hotel = { org_id: undefined, [`${CLAIMS}tenant`]: TENANT.hotel };
  const me = await ask(hotel, 'GET', `${API}/me`);
  assert.equal(me.json<{ organisation: { id: string } }>().organisation.id, TENANT.hotel);
  assert.equal((await ask({}, 'GET', `${API}/me`)).statusCode, 403);
  const choose = (organisationId: string) => ask(hotel, 'PUT', `${API}/me/organisation`, { organisationId });
  assert.equal((await choose(TENANT.gym)).statusCode, 404);
  assert.deepEqual(world.issuer.calls, []);
  assert.equal((await choose(TENANT.cinema)).statusCode, 200);
  assert.deepEqual(
    world.issuer.calls.map(({ body }) => body),
    [{ app_metadata: { tenant: TENANT.cinema } }],
  );
  world.issuer.failWith.status = 500;
  assert.equal((await choose(TENANT.cinema)).statusCode, 503);
  await app.close();
  await services.close();
});

describe('the platform', () => {
  const ORGANISATIONS = `${API}/platform/organisations`;
  const SA = 'platform-super-admin';

  test('makes organisations and removes those that are empty', async () => {
    const body = { name: 'bakery', displayName: 'Bakery' };
    const created = await world.as(SA, 'POST', ORGANISATIONS, { body });
    assert.equal(created.status, 201, created.text);
    assert.equal(created.json['members'], 0);
    assertProblem(await world.as(SA, 'POST', ORGANISATIONS, { body }), 409, 'conflict');
    const path = `${ORGANISATIONS}/${created.json['id']}`;
    assert.deepEqual((await world.as(SA, 'GET', path)).json, created.json);
    assert.equal((await world.as(SA, 'DELETE', path)).status, 204);
    assertProblem(await world.as(SA, 'GET', path), 404, 'not_found');
    assertProblem(await world.as(SA, 'DELETE', `${ORGANISATIONS}/${TENANT.gym}`), 409, 'conflict');
    const log = await world.as(SA, 'GET', `${API}/platform/audit?pageSize=10`);
    const done = log.json.items?.filter(({ target }) => target === 'bakery').map(({ action }) => action);
    assert.deepEqual(done, ['organisation.delete', 'organisation.create']);
  });

  test('makes nothing when the identity provider fails', async () => {
    world.issuer.failWith.status = 500;
    const reply = await world.as(SA, 'POST', ORGANISATIONS, {
      body: { name: 'florist', displayName: 'Florist' },
    });
    assertProblem(reply, 503, 'unavailable');
    const list = await world.as(SA, 'GET', `${ORGANISATIONS}?pageSize=100`);
    assert.equal(
      list.json.items?.some(({ name }) => name === 'florist'),
      false,
    );
  });

  test('closes an organisation to its members and opens it again', async () => {
    const path = `${ORGANISATIONS}/${TENANT.retail}`;
    assert.equal((await world.as(SA, 'POST', `${path}/disable`)).json['status'], 'disabled');
    assertProblem(await world.as('retail-admin', 'GET', `${API}/me`), 403, 'forbidden');
    assert.equal((await world.as(SA, 'POST', `${path}/enable`)).json['status'], 'active');
    assert.equal((await world.as('retail-admin', 'GET', `${API}/me`)).status, 200);
  });

  test('counts, and reads nothing of what is inside', async () => {
    const statistics = await world.as(SA, 'GET', `${API}/platform/statistics`);
    assert.ok(Object.values(statistics.json).every((value) => typeof value === 'number'));
    const everything = [
      await world.as(SA, 'GET', ORGANISATIONS),
      statistics,
      await world.as(SA, 'GET', `${API}/platform/audit`),
    ];
    for (const { text } of everything) assert.doesNotMatch(text, /zephyrine|quillory|brontessa|marquesal/i);
    await assert.rejects(
      world.services.platform.transaction((tx) => tx.rows('SELECT name FROM competitors')),
      { code: '42501' },
    );
  });
});
