/** Walls between organisations and between roles, over the whole table of operations. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Role } from '../auth/principal.ts';
import { operationsOf } from '../routes/index.ts';
import type { Operation } from '../routes/operation.ts';
import { API, assertProblem, comparable, startWorld, TENANT, UNKNOWN_ID, type World } from './world.ts';

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const firstId = async (handle: string, path: string): Promise<string> => {
  const reply = await world.as(handle, 'GET', `${API}${path}`);
  assert.equal(reply.status, 200, `${path}: ${reply.text}`);
  const id = reply.json.items?.[0]?.['id'];
  assert.equal(typeof id, 'string', path);
  return String(id);
};

/** Ids of one organisation's rows, by the name of the path parameter. */
async function idsOf(organisation: string): Promise<Record<string, string>> {
  const admin = `${organisation}-admin`;
  const files = await world.asAppRole<{ id: string; competitor_id: string }>(
    { tenant: TENANT[organisation as keyof typeof TENANT] },
    'SELECT id, competitor_id FROM attachments LIMIT 1',
  );
  const competitorId = files[0]?.competitor_id ?? '';
  return {
    competitorId,
    trashedId: await firstId(admin, '/trash/competitors'),
    attachmentId: files[0]?.id ?? '',
    priceId: await firstId(admin, `/competitors/${competitorId}/prices`),
    alertId: await firstId(admin, '/alerts'),
    exportId: await firstId(admin, '/exports'),
    invitationId: await firstId(admin, '/invitations'),
    userId: world.account(`${organisation}-viewer`).userId,
    flagKey: organisation === 'hotel' ? 'zephyrine-forecast' : 'brontessa-forecast',
    organisationId: TENANT[organisation as keyof typeof TENANT],
  };
}

const UNKNOWN: Record<string, string> = {
  userId: 'auth0|000000000000000000000000',
  flagKey: 'no-such-flag',
  organisationId: 'org_0000000000000000',
  token: 'none',
};

function fill({ path }: Operation, ids: Record<string, string>): string {
  const trash = path.includes('/trash/');
  return path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(
      (trash && name === 'competitorId' ? ids['trashedId'] : ids[name]) ?? UNKNOWN[name] ?? UNKNOWN_ID,
    ),
  );
}

/** A body that passes validation, for operations that take one. */
const BODIES: Record<string, unknown> = {
  switchOrganisation: { organisationId: UNKNOWN['organisationId'] },
  createCompetitor: { name: 'Intruder', category: 'Budget', city: 'Nowhere', price: 1 },
  updateCompetitor: { name: 'Intruder' },
  addPrice: { amount: 1, currency: 'EUR', observedAt: '2026-06-01T00:00:00Z', source: 'intruder' },
  createAlert: { title: 'Intruder', message: 'intruder', severity: 'info' },
  createExport: { kind: 'prices', format: 'csv' },
  changeRole: { role: 'admin' },
  createInvitation: { email: 'intruder@partner.example', role: 'viewer' },
  acceptInvitation: { token: 'none' },
  updateSettings: { displayName: 'Intruder' },
  setFlag: { enabled: true },
  createOrganisation: { name: 'intruder', displayName: 'Intruder' },
};

function bodyFor({ id, upload }: Operation): unknown {
  if (!upload) return BODIES[id];
  const form = new FormData();
  form.append('file', new Blob(['intruder'], { type: 'text/plain' }), 'intruder.txt');
  return form;
}

/** Everything that a tenant has, as one text. */
async function snapshot(tenant: string): Promise<string> {
  const tables = [
    'competitors',
    'price_observations',
    'attachments',
    'alerts',
    'exports',
    'invitations',
    'settings',
  ];
  const more = ['flags', 'memberships', 'organisations'];
  const queries = [...tables, ...more].map(
    (table) => `(SELECT json_agg(t ORDER BY t::text) FROM ${table} t)`,
  );
  const rows = await world.asAppRole<{ all: unknown }>(
    { tenant },
    `SELECT json_build_array(${queries.join(',')}) AS all`,
  );
  return JSON.stringify(rows);
}

test('a stranger gets the same answer for a foreign id, an unknown one and a malformed one, and changes nothing', async () => {
  const foreign = await idsOf('hotel');
  const operations = operationsOf(world.services).filter(
    ({ path, scope }) => path.includes(':') && (scope === 'tenant' || scope === 'own'),
  );
  assert.equal(operations.length > 20, true);
  const before = await snapshot(TENANT.hotel);
  const probe = async (operation: Operation): Promise<void> => {
    // Warm whatever may be kept before the stranger comes.
    if (operation.method === 'GET') {
      const own = await world.as('hotel-admin', 'GET', fill(operation, foreign));
      assert.equal(own.status, 200, operation.id);
    }
    const ask = (ids: Record<string, string>): Promise<unknown> =>
      world
        .as('gym-admin', operation.method, fill(operation, ids), { body: bodyFor(operation) })
        .then((reply) => {
          assertProblem(reply, 404, 'not_found');
          return comparable(reply);
        });
    const unknown = await ask({});
    assert.deepEqual(await ask(foreign), unknown, `${operation.id} with a foreign id`);
    const malformed = Object.fromEntries(Object.keys(foreign).map((name) => [name, "x'; --\u0000é"]));
    assert.deepEqual(await ask(malformed), unknown, `${operation.id} with a malformed id`);
  };
  await Promise.all(operations.map(probe));
  assert.equal(await snapshot(TENANT.hotel), before);
});

test('child resources are found under their own parent only', async () => {
  const ids = await idsOf('hotel');
  const rows = await world.asAppRole<{ id: string }>(
    { tenant: TENANT.hotel },
    'SELECT id FROM competitors WHERE id <> $1 AND deleted_at IS NULL LIMIT 1',
    [ids['competitorId']],
  );
  const other = `${API}/competitors/${rows[0]?.id}`;
  for (const path of [`/prices/${ids['priceId']}`, `/attachments/${ids['attachmentId']}`]) {
    assertProblem(await world.as('hotel-admin', 'GET', other + path), 404, 'not_found');
    assertProblem(await world.as('hotel-admin', 'DELETE', other + path), 404, 'not_found');
  }
});

test('children of a competitor in the trash are in the trash', async () => {
  const { trashedId } = await idsOf('hotel');
  for (const path of ['', '/prices', '/attachments']) {
    assertProblem(
      await world.as('hotel-admin', 'GET', `${API}/competitors/${trashedId}${path}`),
      404,
      'not_found',
    );
  }
});

describe('each role', () => {
  const HANDLES: [Role | 'none' | 'norole' | 'disabled', string][] = [
    ['admin', 'retail-admin'],
    ['analyst', 'retail-analyst'],
    ['viewer', 'retail-viewer'],
    ['super_admin', 'platform-super-admin'],
    ['none', 'none-notenant'],
    ['norole', 'hotel-norole'],
    ['disabled', 'hotel-disabled'],
  ];
  for (const [role, handle] of HANDLES) {
    test(`${role} is let in by the table and by nothing else`, async () => {
      for (const operation of operationsOf(world.services)) {
        // Ending the session would end the test; both have tests of their own.
        if (operation.id === 'logout' || operation.access === 'public' || operation.id === 'streamAlerts')
          continue;
        const reply = await world.as(handle, operation.method, fill(operation, {}), {
          body: operation.method === 'GET' ? undefined : {},
        });
        const allowed = operation.access === 'token' || operation.access.includes(role as Role);
        // An empty body and unknown ids keep those who are allowed from changing anything.
        if (allowed) assert.notEqual(reply.status, 403, `${operation.id} by ${role}`);
        else assertProblem(reply, 403, 'forbidden');
      }
    });
  }

  test('nobody is let in anywhere but to what is public', async () => {
    for (const operation of operationsOf(world.services)) {
      if (operation.access === 'public') continue;
      const reply = await world.as(null, operation.method, fill(operation, {}), { body: bodyFor(operation) });
      assertProblem(reply, 401, 'unauthorized');
    }
  });

  test('a refusal comes before validation, and is not done all the same', async () => {
    const before = await snapshot(TENANT.retail);
    const ids = await idsOf('retail');
    for (const operation of operationsOf(world.services)) {
      const { access } = operation;
      if (typeof access === 'string' || access.includes('viewer') || !operation.writes) continue;
      const path = fill(operation, ids);
      assertProblem(
        await world.as('retail-viewer', operation.method, path, { body: bodyFor(operation) }),
        403,
        'forbidden',
      );
      assertProblem(await world.as('retail-viewer', operation.method, path, { body: '{' }), 403, 'forbidden');
    }
    assert.equal(await snapshot(TENANT.retail), before);
  });
});

describe('row level security', () => {
  const tables = [
    'organisations',
    'memberships',
    'competitors',
    'price_observations',
    'attachments',
    'alert_counters',
    'alerts',
    'exports',
    'invitations',
    'settings',
    'flags',
    'audit_log',
  ];

  test('is enabled and forced on every table, and every table with a tenant is known here', async () => {
    const rows = await world.asAppRole<{ table: string; on: boolean; forced: boolean; tenant: boolean }>(
      {},
      `SELECT c.relname AS table, c.relrowsecurity AS on, c.relforcerowsecurity AS forced,
              EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS tenant
         FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    );
    assert.deepEqual(
      rows.filter(({ on, forced }) => !on || !forced),
      [],
    );
    assert.deepEqual(
      rows
        .filter(({ tenant }) => tenant)
        .map(({ table }) => table)
        .sort(),
      [...tables].sort(),
    );
  });

  for (const table of tables) {
    test(`shows ${table} of the one tenant and of no other`, async () => {
      const count = `SELECT count(*)::int AS n, count(*) FILTER (WHERE tenant_id = $1)::int AS own FROM ${table}`;
      const counts = async (tenant?: string): Promise<{ n: number; own: number } | undefined> => {
        const settings = tenant === undefined ? {} : { tenant };
        return (await world.asAppRole<{ n: number; own: number }>(settings, count, [TENANT.gym]))[0];
      };
      const own = await counts(TENANT.gym);
      assert.ok(own && own.n > 0 && own.n === own.own, JSON.stringify(own));
      assert.equal((await counts(TENANT.cinema))?.own, 0);
      for (const nobody of [undefined, '', 'rubbish', `${TENANT.gym} `, "' OR true --"]) {
        assert.equal((await counts(nobody))?.n, 0, String(nobody));
      }
    });
  }

  test('keeps rows from being written into, or moved to, another tenant', async () => {
    const settings = { tenant: TENANT.gym, user: world.account('gym-admin').userId };
    const foreign = [
      `INSERT INTO settings VALUES ('${TENANT.cinema}', 'x', 'EUR', 'UTC', true, 'x@y.zz')`,
      `UPDATE competitors SET tenant_id = '${TENANT.cinema}'`,
      `INSERT INTO audit_log (tenant_id, actor_id, actor_name, action, target, outcome)
       VALUES ('${TENANT.cinema}', 'x', 'x', 'x', 'x', 'allowed')`,
    ];
    for (const sql of foreign) await assert.rejects(world.asAppRole(settings, sql), { code: '42501' }, sql);
  });

  test('ends memberships of the own tenant only', async () => {
    const sql = `WITH gone AS (DELETE FROM memberships WHERE tenant_id = '${TENANT.cinema}' RETURNING 1)
      SELECT count(*)::int AS n FROM gone`;
    assert.deepEqual(await world.asAppRole<{ n: number }>({ tenant: TENANT.gym }, sql), [{ n: 0 }]);
  });

  test('lets the application neither rewrite the log, nor own, nor bypass anything', async () => {
    const settings = { tenant: TENANT.gym };
    const forbidden = [
      'UPDATE audit_log SET action = action',
      'DELETE FROM audit_log',
      'DELETE FROM flags',
      "UPDATE users SET platform_role = 'super_admin'",
      'SELECT * FROM platform_audit',
      'ALTER TABLE competitors DISABLE ROW LEVEL SECURITY',
      'CREATE TABLE mine (x int)',
    ];
    for (const sql of forbidden) await assert.rejects(world.asAppRole(settings, sql), { code: '42501' }, sql);
    const rows = await world.asAppRole<{ free: boolean; owned: number }>(
      {},
      `SELECT (rolsuper OR rolbypassrls OR rolcreaterole) AS free,
              (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned
         FROM pg_roles r WHERE rolname = current_user`,
    );
    assert.deepEqual(rows, [{ free: false, owned: 0 }]);
  });

  test('keeps relations from crossing tenants, whatever the application does', async () => {
    const [foreign] = await world.asAppRole<{ id: string }>(
      { tenant: TENANT.cinema },
      'SELECT id FROM competitors LIMIT 1',
    );
    await assert.rejects(
      world.asAppRole(
        { tenant: TENANT.gym },
        `INSERT INTO price_observations (tenant_id, competitor_id, amount, currency, observed_at, source)
         VALUES ($1, $2, 1, 'EUR', now(), 'x')`,
        [TENANT.gym, foreign?.id],
      ),
      { code: '23503' },
    );
  });

  test('shows a person without organisation where they belong, and nothing of it', async () => {
    const user = world.account('hotel-multi').userId;
    const rows = await world.asAppRole<{ tenant_id: string; user_id: string }>(
      { user },
      'SELECT tenant_id, user_id FROM memberships',
    );
    assert.deepEqual(new Set(rows.map(({ user_id }) => user_id)), new Set([user]));
    assert.equal(rows.length, 2);
    assert.deepEqual(await world.asAppRole({ user }, 'SELECT id FROM competitors'), []);
    const people = await world.asAppRole<{ id: string }>({ user }, 'SELECT id FROM users');
    assert.deepEqual(people, [{ id: user }]);
  });
});

test('denials are written down where the person belongs, without words of the other side', async () => {
  const foreign = await idsOf('hotel');
  const logOf = async (handle: string): Promise<Record<string, unknown>[]> =>
    (await world.as(handle, 'GET', `${API}/audit?pageSize=5`)).json.items ?? [];
  const hotelBefore = await logOf('hotel-admin');

  assertProblem(
    await world.as('cinema-viewer', 'GET', `${API}/competitors/${foreign['competitorId']}`),
    404,
    'not_found',
  );
  assertProblem(
    await world.as('cinema-viewer', 'DELETE', `${API}/competitors/${foreign['competitorId']}`),
    403,
    'forbidden',
  );
  assertProblem(await world.as('cinema-viewer', 'GET', `${API}/competitors/<b>rubbish`), 404, 'not_found');
  const entries = (await logOf('cinema-admin')).slice(0, 3);
  const { userId, name } = world.account('cinema-viewer');
  assert.deepEqual(
    entries.map(({ actorId, actorName, action, target, outcome }) => ({
      actorId,
      actorName,
      action,
      target,
      outcome,
    })),
    [
      ['getCompetitor', 'competitors/{competitorId}'],
      ['deleteCompetitor', `competitors/${foreign['competitorId']}`],
      ['getCompetitor', `competitors/${foreign['competitorId']}`],
    ].map(([action, target]) => ({ actorId: userId, actorName: name, action, target, outcome: 'denied' })),
  );
  assert.deepEqual(await logOf('hotel-admin'), hotelBefore);

  await world.as('hotel-norole', 'GET', `${API}/me`);
  assert.equal((await logOf('hotel-admin'))[0]?.['actorName'], 'Nora Norole');
  await world.as('platform-super-admin', 'GET', `${API}/competitors`);
  const platform = await world.as('platform-super-admin', 'GET', `${API}/platform/audit`);
  assert.equal(platform.json.items?.[0]?.['action'], 'listCompetitors');
  assert.equal(platform.json.items?.[0]?.['outcome'], 'denied');
});

test('a flood of denials is written in full and holds nobody up', async () => {
  const path = `${API}/competitors/${UNKNOWN_ID}`;
  const flood = await Promise.all(Array.from({ length: 300 }, () => world.as('gym-viewer', 'DELETE', path)));
  assert.deepEqual(new Set(flood.map(({ status }) => status)), new Set([403]));
  const [row] = await world.asAppRole<{ n: number }>(
    { tenant: TENANT.gym },
    `SELECT count(*)::int AS n FROM audit_log WHERE action = 'deleteCompetitor' AND outcome = 'denied'`,
  );
  assert.ok((row?.n ?? 0) >= 300);
});

test('a tenant named by header, query or cookie is not heard', async () => {
  const path = `${API}/competitors`;
  const own = await world.as('gym-viewer', 'GET', path);
  const headers = {
    'x-tenant-id': TENANT.hotel,
    'x-organisation-id': TENANT.hotel,
    'x-org-id': TENANT.hotel,
    'x-forwarded-host': 'hotel.marketedge.example',
    'x-http-method-override': 'DELETE',
    'x-original-url': `${API}/users`,
    cookie: `tenant=${TENANT.hotel}; org_id=${TENANT.hotel}`,
  };
  assert.equal((await world.as('gym-viewer', 'GET', path, { headers })).text, own.text);
  for (const name of ['tenant', 'tenant_id', 'tenantId', 'org_id', 'organisationId']) {
    assertProblem(
      await world.as('gym-viewer', 'GET', `${path}?${name}=${TENANT.hotel}`),
      400,
      'validation_failed',
    );
  }
});
