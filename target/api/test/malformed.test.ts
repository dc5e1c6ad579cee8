/** Whatever is sent, the answer has the one shape, says nothing of the inside, and is no server error. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { operationsOf } from '../routes/index.ts';
import {
  API,
  assertProblem,
  type Reply,
  type RequestOptions,
  startWorld,
  UNKNOWN_ID,
  type World,
} from './world.ts';

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const json = { 'content-type': 'application/json' };
const BODIES: Record<string, RequestOptions> = {
  'broken JSON': { body: '{"name":' },
  'JSON of the wrong kind': { body: '[]' },
  'a text': { body: '"text"' },
  'a number': { body: '1e999' },
  'nothing but a type': { body: '', headers: json },
  'prototype keys': { body: '{"__proto__":{"x":1},"constructor":{"prototype":{}}}' },
  'unknown fields': { body: { tenant_id: 'x', role: 'super_admin' } },
  'a NUL': { body: { name: 'a\u0000b', title: 'a\u0000b', displayName: 'a\u0000b', role: 'a\u0000' } },
  'a lone surrogate': { body: '{"name":"\\ud800","title":"\\ud800","displayName":"\\udfff"}' },
  'invalid UTF-8': { body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('latin1') },
  'another type of content': {
    body: 'name=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  'plain text': { body: '{}', headers: { 'content-type': 'text/plain' } },
  'a type that is no type': { body: '{}', headers: { 'content-type': 'rubbish' } },
  'too much': { body: JSON.stringify({ name: 'x'.repeat(70_000) }) },
  'deep nesting': { body: '['.repeat(20_000) + ']'.repeat(20_000) },
};

function assertDecent(reply: Reply, label: string): void {
  assert.ok(reply.status >= 400 && reply.status < 500, `${label}: ${reply.status} ${reply.text}`);
  assertProblem(reply, reply.status, String(reply.json['code']));
  assert.doesNotMatch(reply.text, /at \w|node_modules|SELECT|syntax|JSON|undefined|\.ts/, label);
}

for (const [name, options] of Object.entries(BODIES)) {
  test(`every writing operation refuses ${name} decently`, async () => {
    for (const { id, method, path, access } of operationsOf(world.services)) {
      if (method === 'GET' || id === 'logout' || id === 'createOrganisation') continue;
      const handle =
        typeof access !== 'string' && !access.includes('admin') ? 'platform-super-admin' : 'hotel-admin';
      const target = path.replace(':userId', 'auth0%7Cx').replace(/:\w+/g, UNKNOWN_ID);
      assertDecent(await world.as(handle, method, target, options), `${id}: ${name}`);
    }
  });
}

describe('fields are checked for what they mean', () => {
  const check = async (method: string, path: string, bodies: object[]): Promise<void> => {
    for (const body of bodies) {
      const reply = await world.as('hotel-admin', method, `${API}${path}`, { body });
      assert.equal(reply.status, 400, `${path} ${JSON.stringify(body)}: ${reply.text}`);
    }
  };
  const competitor = { name: 'N', category: 'c', city: 'c', price: 1 };
  const price = { amount: 1, currency: 'EUR', observedAt: '2026-01-01T00:00:00Z', source: 's' };

  test('competitors', () =>
    check('POST', '/competitors', [
      ...['', ' ', 'a\nb', 'a\u0007', 'x'.repeat(121), 7, null, ['x'], {}].map((name) => ({
        ...competitor,
        name,
      })),
      ...[-1, 1_000_001, 1.001, '1', null, true].map((value) => ({ ...competitor, price: value })),
      ...[
        'javascript:alert(1)',
        'ftp://x.example',
        'rubbish',
        'https://a:b@x.example',
        'data:text/html,x',
        '',
      ].map((website) => ({ ...competitor, website })),
      { name: 'N' },
    ]));

  test('prices', async () => {
    const list = await world.as('hotel-admin', 'GET', `${API}/competitors?pageSize=1`);
    await check('POST', `/competitors/${list.json.items?.[0]?.['id']}/prices`, [
      ...[
        '2026-02-30T00:00:00Z',
        '2026-13-01T00:00:00Z',
        '2026-01-01',
        '0000-01-01T00:00:00Z',
        'now',
        'infinity',
      ].map((observedAt) => ({ ...price, observedAt })),
      { ...price, observedAt: '9999-01-01T00:00:00Z' },
      { ...price, observedAt: '2026-01-01T25:00:00Z' },
      { ...price, currency: 'XXX' },
      { ...price, competitorId: UNKNOWN_ID },
    ]);
  });

  test('people', async () => {
    await check('POST', '/invitations', [
      ...['rubbish', 'a@b', 'a b@c.de', 'a@b.de\n', 'a@b.de>', '@b.de'].map((email) => ({
        email,
        role: 'viewer',
      })),
      { email: 'a@b.de', role: 'super_admin' },
      { email: 'a@b.de', role: 'viewer', tenantId: 'x' },
    ]);
    await check('PATCH', '/settings', [
      {},
      { timezone: 'Mars/Base' },
      { weeklyReport: 'yes' },
      { supportEmail: 'x' },
    ]);
  });
});

test('queries are read strictly', async () => {
  const queries = [
    'page=0',
    'page=-1',
    'page=1.5',
    'page=abc',
    'page=',
    'page=99999999999999999999',
    'pageSize=101',
    'pageSize=0x10',
    'page=1&page=2',
    'page[]=1',
    'search=a&search=b',
    'search=%00',
    'search=',
    'sort=tenant_id',
    'sort=name;DROP',
    '__proto__=1',
    'constructor=1',
    'unknown=1',
  ];
  for (const query of queries) {
    const reply = await world.as('hotel-viewer', 'GET', `${API}/competitors?${query}`);
    assertProblem(reply, 400, 'validation_failed');
  }
  const injection = await world.as(
    'hotel-viewer',
    'GET',
    `${API}/competitors?search=${encodeURIComponent("' OR 1=1 --")}`,
  );
  assert.equal(injection.json['total'], 0);
});

test('paths are read strictly', async () => {
  const list = await world.as('hotel-viewer', 'GET', `${API}/competitors?pageSize=1`);
  const id = String(list.json.items?.[0]?.['id']);
  const unknown = [
    '/nope',
    '/',
    '/api',
    '/api/v1',
    '/api/v2/me',
    `${API}/me/`,
    `${API}//me`,
    `/${API}/me`,
    `${API}/ME`,
    '/API/v1/me',
    `${API}/me;x=1`,
    `${API}/me%2f`,
    `${API}/me.json`,
    `${API}/competitors/${id}/`,
    `${API}/me%00`,
    '/debug',
    '/metrics',
    '/documentation',
    '/.env',
    '/__proto__',
  ];
  for (const path of unknown) assertProblem(await world.as('hotel-viewer', 'GET', path), 404, 'not_found');
  const ids = [
    id.toUpperCase(),
    `${id}%20`,
    `${id}%00`,
    `%7B${id}%7D`,
    `${id.replaceAll('-', '')}`,
    'x'.repeat(3000),
    '1',
  ];
  for (const bad of ids) {
    assertProblem(await world.as('hotel-viewer', 'GET', `${API}/competitors/${bad}`), 404, 'not_found');
    assertProblem(await world.as(null, 'GET', `${API}/competitors/${bad}`), 401, 'unauthorized');
  }
  for (const bad of ['%zz', '%', '%ff', '%c0%af']) {
    assertProblem(
      await world.as('hotel-viewer', 'GET', `${API}/competitors/${bad}`),
      400,
      'validation_failed',
    );
  }
});

test('other methods are told which ones there are', async () => {
  const reply = await world.as(null, 'PATCH', `${API}/me`, { body: '{' });
  assertProblem(reply, 405, 'method_not_allowed');
  assert.equal(reply.headers.get('allow'), 'GET, HEAD, OPTIONS');
  for (const method of ['PUT', 'PROPFIND', 'PURGE', 'LINK']) {
    assertProblem(
      await world.as('hotel-admin', method, `${API}/competitors/${UNKNOWN_ID}`),
      405,
      'method_not_allowed',
    );
  }
  const override = {
    headers: { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
    body: {},
  };
  assertProblem(
    await world.as('hotel-admin', 'POST', `${API}/competitors/${UNKNOWN_ID}`, override),
    405,
    'method_not_allowed',
  );
});

test('HEAD is GET without a body, and guarded alike', async () => {
  const get = await world.as('hotel-viewer', 'GET', `${API}/competitors`);
  const head = await world.as('hotel-viewer', 'HEAD', `${API}/competitors`);
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  assert.equal(head.headers.get('content-length'), String(Buffer.byteLength(get.text)));
  assert.equal((await world.as(null, 'HEAD', `${API}/competitors`)).status, 401);
  assert.equal((await world.as('hotel-viewer', 'HEAD', `${API}/users`)).status, 403);
});

describe('cross-origin requests', () => {
  const preflight = (origin: string): Promise<Reply> =>
    world.as(null, 'OPTIONS', `${API}/competitors`, {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  test('are permitted to the application', async () => {
    const reply = await preflight('http://localhost:4173');
    assert.equal(reply.status, 204);
    assert.equal(reply.headers.get('access-control-allow-origin'), 'http://localhost:4173');
    assert.match(reply.headers.get('access-control-allow-methods') ?? '', /GET, HEAD, POST/);
    assert.match(reply.headers.get('access-control-allow-headers') ?? '', /If-Match/);
    const failed = await world.as(null, 'GET', `${API}/me`, { headers: { origin: 'http://localhost:4173' } });
    assert.equal(failed.headers.get('access-control-allow-origin'), 'http://localhost:4173');
  });

  test('are permitted to nobody else', async () => {
    const others = [
      'null',
      'http://localhost:4174',
      'https://localhost:4173',
      'http://localhost:4173.evil.example',
    ];
    for (const origin of [...others, 'http://LOCALHOST:4173', 'http://localhost:4173/']) {
      for (const reply of [
        await preflight(origin),
        await world.as(null, 'GET', '/health', { headers: { origin } }),
      ]) {
        const granted = [...reply.headers.keys()].filter((name) => name.startsWith('access-control-'));
        assert.deepEqual(granted, [], origin);
        assert.equal(reply.headers.get('vary'), 'Authorization, Origin');
      }
    }
  });
});

describe('on the bare connection', () => {
  const speak = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = net.connect(Number(new URL(world.url).port), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.setTimeout(3000, () => socket.destroy());
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  const line = 'Host: localhost\r\nConnection: close\r\n';
  const cases: Record<string, [request: string, status: number]> = {
    'what is no request': ['rubbish\r\n\r\n', 400],
    'headers that are too large': [`GET ${API}/me HTTP/1.1\r\n${line}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    'a header that is none': [`GET ${API}/me HTTP/1.1\r\n${line}bad header\r\n\r\n`, 400],
    'two lengths': [
      `POST ${API}/alerts HTTP/1.1\r\n${line}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      400,
    ],
    'two Authorization headers': [
      `GET ${API}/me HTTP/1.1\r\n${line}Authorization: Bearer a.b.c\r\nAuthorization: Bearer a.b.c\r\n\r\n`,
      401,
    ],
    'two content types': [
      `POST ${API}/competitors HTTP/1.1\r\n${line}Content-Type: application/json\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}`,
      415,
    ],
    'no host': [`GET ${API}/me HTTP/1.1\r\nConnection: close\r\n\r\n`, 400],
    'an expectation that is not known': [`GET ${API}/me HTTP/1.1\r\n${line}Expect: 200-maybe\r\n\r\n`, 401],
    'an unknown version': ['GET / HTTP/9.9\r\n\r\n', 400],
  };
  for (const [name, [request, status]] of Object.entries(cases)) {
    test(`${name}: ${status}`, async () => {
      const answer = await speak(request);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(answer, /content-type: application\/problem\+json/i);
      assert.match(answer, /x-correlation-id: [0-9a-f-]{36}/i);
      assert.doesNotMatch(answer, /^(server|x-powered-by):/im);
      const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;
      assert.deepEqual(Object.keys(body).sort(), ['code', 'correlationId', 'status', 'title', 'type']);
      assert.equal(body['status'], status);
    });
  }

  test('the second of two good tokens is not taken for the first', async () => {
    const good = await world.issuer.token(world.account('hotel-viewer'));
    const twice = `Authorization: Bearer ${good}\r\nauthorization: Bearer ${good}\r\n`;
    assert.match(await speak(`GET ${API}/me HTTP/1.1\r\n${line}${twice}\r\n`), /^HTTP\/1.1 401 /);
  });
});

test('a correlation id is ours, whatever the client sends', async () => {
  const own = 'client-chosen-id';
  const reply = await world.as(null, 'GET', '/nope', {
    headers: { 'x-correlation-id': own, 'x-request-id': own },
  });
  assert.match(String(reply.json['correlationId']), /^[0-9a-f-]{36}$/);
});
