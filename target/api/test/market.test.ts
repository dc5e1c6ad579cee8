/** Competitors and what hangs on them: fields by role, relations, the trash, caching and files. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { API, assertProblem, type Reply, startWorld, TENANT, UNKNOWN_ID, type World } from './world.ts';

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const LIST = `${API}/competitors`;
const NEW = { name: 'Lighthouse', category: 'Budget', city: 'Hull', price: 12.5 };

async function create(handle: string, input: object = {}): Promise<Reply> {
  const reply = await world.as(handle, 'POST', LIST, { body: { ...NEW, ...input } });
  assert.equal(reply.status, 201, reply.text);
  return reply;
}

describe('competitors', () => {
  test('are created, found by their location, changed and listed', async () => {
    const created = await create('hotel-analyst', {
      name: 'Lighthouse One',
      website: 'https://one.example/',
    });
    const location = created.headers.get('location') ?? '';
    assert.equal(location, `${LIST}/${created.json['id']}`);
    const read = await world.as('hotel-analyst', 'GET', location);
    assert.deepEqual(read.json, created.json);
    assert.equal(read.json['createdBy'], 'Henry Hale');
    const changed = await world.as('hotel-analyst', 'PATCH', location, {
      body: { price: 13, website: null },
    });
    assert.deepEqual(changed.json, { ...created.json, price: 13, website: null, version: 2 });
    const listed = await world.as('hotel-viewer', 'GET', `${LIST}?search=lighthouse%20one`);
    assert.equal(listed.json['total'], 1);
    assert.deepEqual(listed.json['facets'], { Budget: 1 });
  });

  test('show notes and cost basis to admins and analysts alone, and only admins write the latter', async () => {
    const created = await create('hotel-admin', { name: 'Lighthouse Two', notes: 'secret', costBasis: 5 });
    const path = `${LIST}/${created.json['id']}`;
    for (const handle of ['hotel-admin', 'hotel-analyst']) {
      const { json } = await world.as(handle, 'GET', path);
      assert.deepEqual([json['notes'], json['costBasis']], ['secret', 5]);
    }
    const viewed = await world.as('hotel-viewer', 'GET', path);
    assert.deepEqual(
      Object.keys(viewed.json).filter((key) => key === 'notes' || key === 'costBasis'),
      [],
    );
    const list = await world.as('hotel-viewer', 'GET', `${LIST}?pageSize=100`);
    assert.doesNotMatch(list.text, /"notes"|"costBasis"/);
    assertProblem(
      await world.as('hotel-analyst', 'PATCH', path, { body: { costBasis: 1 } }),
      403,
      'forbidden',
    );
    const asAnalyst = { ...NEW, name: 'Lighthouse Three', costBasis: 1 };
    assertProblem(await world.as('hotel-analyst', 'POST', LIST, { body: asAnalyst }), 403, 'forbidden');
  });

  test('cannot be searched by what the searcher may not see', async () => {
    const found = await world.as('hotel-viewer', 'GET', `${LIST}?search=field%20visit`);
    assert.equal(found.json['total'], 0);
  });

  test('treat the wildcards of a search as text', async () => {
    for (const search of ['%25', '_', '%5C']) {
      assert.equal((await world.as('hotel-viewer', 'GET', `${LIST}?search=${search}`)).json['total'], 0);
    }
  });

  test('have names that are taken within their organisation only', async () => {
    await create('cinema-admin', { name: 'Zephyrine Grand' });
    const again = { ...NEW, name: 'ZEPHYRINE grand' };
    assertProblem(await world.as('hotel-admin', 'POST', LIST, { body: again }), 409, 'conflict');
  });

  test('refuse every field that is not theirs to take', async () => {
    const created = await create('hotel-admin', { name: 'Lighthouse Four' });
    const path = `${LIST}/${created.json['id']}`;
    const injected = {
      id: UNKNOWN_ID,
      tenant_id: TENANT.cinema,
      tenantId: TENANT.cinema,
      organisationId: TENANT.cinema,
      role: 'admin',
      version: 99,
      createdBy: 'somebody',
      createdAt: '2020-01-01T00:00:00Z',
      deletedAt: null,
      constructor: { prototype: { admin: true } },
    };
    for (const [field, value] of Object.entries(injected)) {
      const body = { name: 'Lighthouse Five', [field]: value };
      assertProblem(await world.as('hotel-admin', 'PATCH', path, { body }), 400, 'validation_failed');
      assertProblem(
        await world.as('hotel-admin', 'POST', LIST, { body: { ...NEW, ...body } }),
        400,
        'validation_failed',
      );
    }
    const polluted = '{"name":"x","__proto__":{"admin":true}}';
    assertProblem(await world.as('hotel-admin', 'PATCH', path, { body: polluted }), 400, 'validation_failed');
    assert.deepEqual((await world.as('hotel-admin', 'GET', path)).json, created.json);
  });

  test('have a version that guards against overwriting', async () => {
    const created = await create('hotel-admin', { name: 'Lighthouse Six' });
    const path = `${LIST}/${created.json['id']}`;
    const first = (await world.as('hotel-admin', 'GET', path)).headers.get('etag') ?? '';
    assert.equal(first, created.headers.get('etag'));
    const unchanged = await world.as('hotel-admin', 'GET', path, { headers: { 'if-none-match': first } });
    assert.equal(unchanged.status, 304);
    assert.equal(unchanged.text, '');
    const good = await world.as('hotel-admin', 'PATCH', path, {
      body: { price: 1 },
      headers: { 'if-match': first },
    });
    assert.equal(good.status, 200);
    for (const tag of [first, 'W/"x"', 'rubbish', '""']) {
      const stale = await world.as('hotel-admin', 'PATCH', path, {
        body: { price: 2 },
        headers: { 'if-match': tag },
      });
      assertProblem(stale, 412, 'stale_version');
    }
    const next = good.headers.get('etag') ?? '';
    const viewer = await world.as('hotel-viewer', 'GET', path, { headers: { 'if-none-match': next } });
    assert.equal(viewer.status, 200, 'a tag of another role is no tag of mine');
    const removed = await world.as('hotel-admin', 'DELETE', path, { headers: { 'if-match': first } });
    assertProblem(removed, 412, 'stale_version');
  });

  test('go to the trash, come back, and go for good', async () => {
    const created = await create('gym-admin', { name: 'Lighthouse Seven' });
    const id = String(created.json['id']);
    const trash = `${API}/trash/competitors`;
    const alert = await world.as('gym-analyst', 'POST', `${API}/alerts`, {
      body: { title: 'a', message: 'b', severity: 'info', competitorId: id },
    });
    assertProblem(await world.as('gym-admin', 'POST', `${trash}/${id}/restore`), 404, 'not_found');
    assertProblem(await world.as('gym-admin', 'DELETE', `${trash}/${id}`), 404, 'not_found');
    assert.equal((await world.as('gym-admin', 'DELETE', `${LIST}/${id}`)).status, 204);
    assertProblem(await world.as('gym-admin', 'GET', `${LIST}/${id}`), 404, 'not_found');
    assertProblem(
      await world.as('gym-admin', 'PATCH', `${LIST}/${id}`, { body: { price: 1 } }),
      404,
      'not_found',
    );
    assert.equal((await world.as('gym-admin', 'GET', trash)).json.items?.[0]?.['id'], id);
    // The name is free now, and taken again when the old one wants to come back.
    const second = await create('gym-admin', { name: 'Lighthouse Seven' });
    assertProblem(await world.as('gym-admin', 'POST', `${trash}/${id}/restore`), 409, 'conflict');
    await world.as('gym-admin', 'PATCH', `${LIST}/${second.json['id']}`, {
      body: { name: 'Lighthouse Eight' },
    });
    const restored = await world.as('gym-admin', 'POST', `${trash}/${id}/restore`);
    assert.equal(restored.json['name'], 'Lighthouse Seven');
    await world.as('gym-admin', 'DELETE', `${LIST}/${id}`);
    assert.equal((await world.as('gym-admin', 'DELETE', `${trash}/${id}`)).status, 204);
    assertProblem(await world.as('gym-admin', 'DELETE', `${trash}/${id}`), 404, 'not_found');
    const orphan = await world.as('gym-viewer', 'GET', `${API}/alerts/${alert.json['id']}`);
    assert.equal(orphan.json['competitorId'], null);
    const log = await world.as('gym-admin', 'GET', `${API}/audit?pageSize=1&page=2`);
    assert.equal(log.json.items?.[0]?.['action'], 'competitor.purge');
  });
});

test('an alert cannot refer to a competitor of another organisation, of the trash, or of nothing', async () => {
  const foreign = await world.as('cinema-admin', 'GET', `${LIST}?pageSize=1`);
  const trashed = await world.as('hotel-admin', 'GET', `${API}/trash/competitors?pageSize=1`);
  const ids = [foreign.json.items?.[0]?.['id'], trashed.json.items?.[0]?.['id'], UNKNOWN_ID, 'rubbish'];
  for (const competitorId of ids) {
    const body = { title: 'a', message: 'b', severity: 'info', competitorId };
    assertProblem(
      await world.as('hotel-analyst', 'POST', `${API}/alerts`, { body }),
      400,
      'validation_failed',
    );
  }
});

describe('kept answers', () => {
  const METRICS = `${API}/dashboard/metrics`;

  test('are forgotten when the organisation writes', async () => {
    const before = await world.as('retail-viewer', 'GET', METRICS);
    const etag = before.headers.get('etag') ?? '';
    const again = await world.as('retail-viewer', 'GET', METRICS, { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304);
    const created = await create('retail-admin', { name: 'Lighthouse Nine', price: 999_999 });
    const after = await world.as('retail-viewer', 'GET', METRICS, { headers: { 'if-none-match': etag } });
    assert.equal(after.status, 200);
    assert.equal(after.json['competitors'], Number(before.json['competitors']) + 1);
    assert.equal(after.json['maxPrice'], 999_999);
    const path = `${LIST}/${created.json['id']}`;
    await world.as('retail-viewer', 'GET', path);
    await world.as('retail-admin', 'PATCH', path, { body: { price: 7 } });
    assert.equal((await world.as('retail-viewer', 'GET', path)).json['price'], 7);
    assert.notEqual((await world.as('retail-viewer', 'GET', METRICS)).json['maxPrice'], 999_999);
  });

  test('never reach another organisation or role', async () => {
    const counts = { hotel: 24, cinema: 17, gym: 11 } as const;
    for (const organisation of Object.keys(counts)) await world.as(`${organisation}-admin`, 'GET', METRICS);
    for (const organisation of Object.keys(counts) as (keyof typeof counts)[]) {
      const reply = await world.as(`${organisation}-viewer`, 'GET', METRICS);
      const [row] = await world.asAppRole<{ n: number }>(
        { tenant: TENANT[organisation] },
        'SELECT count(*)::int AS n FROM competitors WHERE deleted_at IS NULL',
      );
      assert.equal(reply.json['competitors'], row?.n);
    }
  });

  test('are counted over one organisation alone', async () => {
    const suggestions = await world.as('cinema-viewer', 'GET', `${API}/autocomplete?q=northgate`);
    assert.equal(suggestions.json.items?.length, 1);
    const none = await world.as('cinema-viewer', 'GET', `${API}/autocomplete?q=brontessa`);
    assert.deepEqual(none.json, { items: [] });
  });
});

test('parallel requests of all organisations do not mix', async () => {
  const organisations = ['hotel', 'cinema', 'gym', 'retail'] as const;
  const expected = new Map<string, string>();
  for (const organisation of organisations) {
    expected.set(
      organisation,
      (await world.as(`${organisation}-viewer`, 'GET', `${LIST}?pageSize=100`)).text,
    );
  }
  const rounds = Array.from({ length: 160 }, (_, index) => organisations[index % 4] ?? 'hotel');
  const replies = await Promise.all(
    rounds.map(async (organisation) => ({
      organisation,
      // More at once than there are connections in the pool.
      reply: await world.as(`${organisation}-viewer`, 'GET', `${LIST}?pageSize=100`),
    })),
  );
  for (const { organisation, reply } of replies) assert.equal(reply.text, expected.get(organisation));
});

describe('files', () => {
  const send = (path: string, content: BlobPart, type: string, name: string): Promise<Reply> => {
    const form = new FormData();
    form.append('file', new Blob([content], { type }), name);
    return world.as('hotel-analyst', 'POST', path, { body: form });
  };
  let path = '';
  before(async () => {
    const list = await world.as('hotel-admin', 'GET', `${LIST}?search=Riverside`);
    path = `${LIST}/${list.json.items?.[0]?.['id']}/attachments`;
  });

  test('are taken, listed and given back to be saved, never to be shown', async () => {
    const sent = await send(path, 'hello', 'text/plain', '../..\\evil\u202e<x>.txt');
    assert.equal(sent.status, 201, sent.text);
    assert.equal(sent.json['fileName'], 'evil__x_.txt');
    const file = await world.as('hotel-viewer', 'GET', `${path}/${sent.json['id']}/download`);
    assert.equal(file.text, 'hello');
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment; filename="evil__x_\.txt"/);
    assert.equal(file.headers.get('x-content-type-options'), 'nosniff');
    assert.match(file.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.equal(file.headers.get('cache-control'), 'private, no-store');
    assertProblem(await world.as('hotel-analyst', 'DELETE', `${path}/${sent.json['id']}`), 403, 'forbidden');
    assert.equal((await world.as('hotel-admin', 'DELETE', `${path}/${sent.json['id']}`)).status, 204);
    assertProblem(
      await world.as('hotel-viewer', 'GET', `${path}/${sent.json['id']}/download`),
      404,
      'not_found',
    );
  });

  test('must be of a type that is taken, and be what they say', async () => {
    const refused: [BlobPart, string][] = [
      ['<script>', 'text/html'],
      ['<svg/>', 'image/svg+xml'],
      ['not a picture', 'image/png'],
      ['not a document', 'application/pdf'],
      ['zero\0byte', 'text/plain'],
      [new Uint8Array([0xff, 0xfe, 0x00]), 'text/csv'],
    ];
    for (const [content, type] of refused) {
      assertProblem(await send(path, content, type, 'a.txt'), 415, 'unsupported_media_type');
    }
  });

  test('have a size, a field and a form of their own', async () => {
    assert.equal((await send(path, 'x'.repeat(256 * 1024), 'text/plain', 'full.txt')).status, 201);
    assertProblem(
      await send(path, 'x'.repeat(256 * 1024 + 1), 'text/plain', 'a.txt'),
      413,
      'payload_too_large',
    );
    assertProblem(await send(path, '', 'text/plain', 'a.txt'), 400, 'validation_failed');
    const other = new FormData();
    other.append('tenant_id', TENANT.cinema);
    assertProblem(await world.as('hotel-analyst', 'POST', path, { body: other }), 400, 'validation_failed');
    const two = new FormData();
    for (const name of ['a.txt', 'b.txt']) two.append('file', new Blob(['x'], { type: 'text/plain' }), name);
    assertProblem(await world.as('hotel-analyst', 'POST', path, { body: two }), 400, 'validation_failed');
    assertProblem(await world.as('hotel-analyst', 'POST', path, { body: {} }), 415, 'unsupported_media_type');
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=b']) {
      const broken = {
        body: '--b\r\nContent-Disposition: form-data; name="file"',
        headers: { 'content-type': type },
      };
      assertProblem(await world.as('hotel-analyst', 'POST', path, broken), 400, 'validation_failed');
    }
  });
});
