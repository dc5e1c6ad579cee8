/** What goes on beside requests: exports with their links, and the stream of alerts. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLAIMS } from '../config.ts';
import { toCsv } from '../exports/csv.ts';
import type { NumberedAlert } from '../stream/alert-channel.ts';
import type { TokenOptions } from './issuer.ts';
import {
  API,
  assertProblem,
  comparable,
  type Reply,
  startWorld,
  TENANT,
  UNKNOWN_ID,
  type World,
} from './world.ts';

let world: World;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

const EXPORTS = `${API}/exports`;
const session = (sid: string): TokenOptions => ({ claims: { [`${CLAIMS}sid`]: sid } });

async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const found = await what();
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, 'waited for too long');
    await sleep(25);
  }
}

async function readyExport(handle: string, body: object, token?: TokenOptions): Promise<string> {
  const created = await world.as(handle, 'POST', EXPORTS, { body, token });
  assert.equal(created.status, 202, created.text);
  assert.equal(created.json['status'], 'queued');
  const path = created.headers.get('location') ?? '';
  await until(async () => {
    const { json } = await world.as(handle, 'GET', path, { token });
    return json['status'] === 'ready' ? json : undefined;
  });
  return path;
}

async function linkOf(handle: string, path: string, token?: TokenOptions): Promise<string> {
  const link = await world.as(handle, 'POST', `${path}/link`, { token });
  assert.equal(link.status, 200, link.text);
  return new URL(String(link.json['url'])).pathname;
}

const download = (path: string): Promise<Reply> => world.as(null, 'GET', path);

describe('exports', () => {
  test('are made in the background, of one organisation, for one person', async () => {
    const path = await readyExport('gym-analyst', { kind: 'competitors', format: 'csv' });
    const file = await download(await linkOf('gym-analyst', path));
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment; filename="competitors\.csv"/);
    assert.equal(file.headers.get('cache-control'), 'private, no-store');
    assert.equal(file.text.split('\r\n').length, 11 + 2);
    assert.match(file.text, /Brontessa/);
    assert.doesNotMatch(file.text, /Zephyrine|Quillory|Marquesal/);
    for (const [method, rest] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/link'],
    ] as const) {
      const other = await world.as('gym-admin', method, path + rest);
      assertProblem(other, 404, 'not_found');
      const unknown = await world.as('gym-admin', method, `${EXPORTS}/${UNKNOWN_ID}${rest}`);
      assert.deepEqual(comparable(other), comparable(unknown));
    }
    const listed = await world.as('gym-admin', 'GET', EXPORTS);
    assert.equal(
      listed.json.items?.some(({ id }) => path.endsWith(String(id))),
      false,
    );
  });

  test('of prices come as JSON too', async () => {
    const path = await readyExport('cinema-admin', { kind: 'prices', format: 'json' });
    const file = await download(await linkOf('cinema-admin', path));
    const rows = JSON.parse(file.text) as { competitor: string; observedAt: string }[];
    assert.ok(rows.length > 40);
    assert.match(rows[0]?.observedAt ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('have no link before they are ready', async () => {
    const created = await world.as('gym-analyst', 'POST', EXPORTS, {
      body: { kind: 'prices', format: 'csv' },
    });
    const path = created.headers.get('location') ?? '';
    assertProblem(await world.as('gym-analyst', 'POST', `${path}/link`), 409, 'conflict');
  });

  test('take the sting out of what a spreadsheet would run', () => {
    const row = (name: string): { name: string } => ({ name });
    const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', 'a,b', 'say "hi"', 'plain'];
    assert.equal(
      toCsv(['name'], names.map(row)),
      [
        'name',
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'\tx",
        '"\'\rx"',
        '"a,b"',
        '"say ""hi"""',
        'plain',
        '',
      ].join('\r\n'),
    );
    assert.equal(toCsv(['price', 'note'], [{ price: -5, note: null }]), 'price,note\r\n-5,\r\n');
  });
});

describe('a download link', () => {
  const links: { name: string; handle: string; spoil: (path: string) => Promise<unknown> }[] = [
    {
      name: 'the session is logged out',
      handle: 'retail-analyst',
      spoil: () => world.as('retail-analyst', 'POST', `${API}/session/logout`, { token: session('own') }),
    },
    {
      name: 'the export is deleted',
      handle: 'hotel-analyst',
      spoil: (path) => world.as('hotel-analyst', 'DELETE', path, { token: session('own') }),
    },
    {
      name: 'the person is disabled',
      handle: 'hotel-spare1',
      spoil: () =>
        world.as(
          'hotel-admin',
          'POST',
          `${API}/users/${encodeURIComponent(world.account('hotel-spare1').userId)}/disable`,
        ),
    },
    {
      name: 'the person may not have exports any more',
      handle: 'cinema-spare1',
      spoil: () =>
        world.as(
          'cinema-admin',
          'PATCH',
          `${API}/users/${encodeURIComponent(world.account('cinema-spare1').userId)}`,
          {
            body: { role: 'viewer' },
          },
        ),
    },
  ];
  for (const { name, handle, spoil } of links) {
    test(`ends when ${name}`, async () => {
      const token = session('own');
      const path = await readyExport(handle, { kind: 'competitors', format: 'json' }, token);
      const link = await linkOf(handle, path, token);
      assert.equal((await download(link)).status, 200);
      await spoil(path);
      const spoiled = await download(link);
      assertProblem(spoiled, 404, 'not_found');
      assert.deepEqual(comparable(spoiled), comparable(await download(`${API}/downloads/rubbish`)));
    });
  }

  test('cannot be altered, and tells nothing', async () => {
    const path = await readyExport('gym-admin', { kind: 'competitors', format: 'csv' });
    const link = await linkOf('gym-admin', path);
    for (const altered of [
      link.slice(0, -4),
      `${link}A`,
      link.replace(/.{6}$/, 'AAAAAA'),
      link.replace('..', '.x.'),
    ]) {
      assertProblem(await download(altered), 404, 'not_found');
    }
    const decoded = link.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    assert.doesNotMatch(decoded.join(' '), /org_|auth0|sid/);
    assertProblem(
      await world.as(null, 'HEAD', link).then((reply) =>
        world.as(null, 'DELETE', link).then((other) => {
          assert.equal(reply.status, 405);
          return other;
        }),
      ),
      405,
      'method_not_allowed',
    );
  });

  test('expires', async () => {
    const { seal } = world.services;
    const token = await seal.seal('download', { exportId: UNKNOWN_ID }, new Date(Date.now() - 1000));
    assert.equal(await seal.open('download', token), undefined);
    assertProblem(await download(`${API}/downloads/${token}`), 404, 'not_found');
  });
});

interface Stream {
  text(): string;
  ended: Promise<void>;
  close(): void;
}

async function listen(
  handle: string,
  headers: Record<string, string> = {},
  token?: TokenOptions,
): Promise<Stream> {
  const abort = new AbortController();
  const bearer = await world.issuer.token(world.account(handle), token);
  const response = await fetch(`${world.url}${API}/alerts/stream`, {
    headers: { authorization: `Bearer ${bearer}`, ...headers },
    signal: abort.signal,
  });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  assert.equal(response.headers.get('cache-control'), 'private, no-store');
  let text = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  })();
  const stream = { text: () => text, ended, close: () => abort.abort() };
  await until(async () => (text.includes(': open') ? true : undefined));
  return stream;
}

const raise = (handle: string, title: string): Promise<Reply> =>
  world.as(handle, 'POST', `${API}/alerts`, { body: { title, message: 'm', severity: 'info' } });

describe('the stream of alerts', () => {
  test('carries new alerts of the own organisation and replays nothing unasked', async () => {
    const hotel = await listen('hotel-viewer');
    const cinema = await listen('cinema-viewer');
    const created = await raise('hotel-analyst', 'Breaking in the hotel');
    await until(async () => (hotel.text().includes('event: alert') ? true : undefined));
    await raise('cinema-analyst', 'Breaking in the cinema');
    await until(async () => (cinema.text().includes('event: alert') ? true : undefined));
    assert.ok(hotel.text().includes(`id: 7\nevent: alert\ndata: ${created.text}\n\n`));
    assert.doesNotMatch(hotel.text(), /cinema|watch/);
    assert.doesNotMatch(cinema.text(), /hotel|watch/);
    hotel.close();
    cinema.close();
    await Promise.all([hotel.ended, cinema.ended]);
  });

  test('carries what two requests make at once, whichever is told first', async () => {
    const stream = await listen('cinema-viewer', { 'last-event-id': '5' });
    await until(async () => (stream.text().includes('id: 7\n') ? true : undefined));
    const at = (sequence: number): NumberedAlert => ({
      sequence,
      alert: {
        id: `alert ${sequence}`,
        title: 't',
        message: 'm',
        severity: 'info',
        competitorId: null,
        createdAt: new Date(),
        acknowledgedAt: null,
      },
    });
    for (const sequence of [7, 9, 8]) world.services.channel.publish(TENANT.cinema, at(sequence));
    await until(async () => (stream.text().includes('alert 8') ? true : undefined));
    const ids = [...stream.text().matchAll(/^id: (\d+)$/gm)].map(([, id]) => id);
    assert.deepEqual(ids, ['6', '7', '9', '8']);
    stream.close();
    await stream.ended;
  });

  test('replays what was missed, once and in order, of the own organisation', async () => {
    const stream = await listen('gym-viewer', { 'last-event-id': '4' });
    await until(async () => (stream.text().includes('id: 6\n') ? true : undefined));
    await raise('gym-analyst', 'After the replay');
    await until(async () => (stream.text().includes('id: 7\n') ? true : undefined));
    const ids = [...stream.text().matchAll(/^id: (\d+)$/gm)].map(([, id]) => id);
    assert.deepEqual(ids, ['5', '6', '7']);
    assert.doesNotMatch(stream.text(), /Zephyrine|Quillory|Marquesal/);
    stream.close();
    await stream.ended;
    for (const bad of ['-1', 'abc', '1;2', '99999999999999999999']) {
      const reply = await world.as('gym-viewer', 'GET', `${API}/alerts/stream`, {
        headers: { 'last-event-id': bad },
      });
      assertProblem(reply, 400, 'validation_failed');
    }
  });

  test('ends with the session, the membership and the token', async () => {
    const sessionEnds = await listen('retail-viewer', {}, session('stream'));
    const other = await listen('retail-viewer', {}, session('other'));
    await world.as('retail-viewer', 'POST', `${API}/session/logout`, { token: session('stream') });
    await sessionEnds.ended;
    await world.as(
      'retail-admin',
      'POST',
      `${API}/users/${encodeURIComponent(world.account('retail-viewer').userId)}/disable`,
    );
    await other.ended;
    const soon = Math.floor(Date.now() / 1000) + 2;
    const short = await listen('hotel-viewer', {}, { claims: { exp: soon } });
    await short.ended;
    assert.ok(Date.now() >= soon * 1000 - 50);
  });

  test('leaves nothing behind when the client goes', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => listen('gym-analyst')));
    const token = await world.issuer.token(world.account('gym-analyst'));
    const headers = { authorization: `Bearer ${token}` };
    const refused = await fetch(`${world.url}${API}/alerts/stream`, { headers });
    assert.equal(refused.status, 429);
    await refused.text();
    for (const stream of streams) stream.close();
    await until(async () => {
      const again = await fetch(`${world.url}${API}/alerts/stream`, { headers });
      await again.body?.cancel();
      return again.status === 200 ? true : undefined;
    });
  });

  test('is for members', async () => {
    assertProblem(await world.as(null, 'GET', `${API}/alerts/stream`), 401, 'unauthorized');
    assertProblem(await world.as('platform-super-admin', 'GET', `${API}/alerts/stream`), 403, 'forbidden');
    const token = await world.issuer.token(world.account('gym-viewer'));
    assertProblem(
      await world.as(null, 'GET', `${API}/alerts/stream?access_token=${token}`),
      401,
      'unauthorized',
    );
  });
});
