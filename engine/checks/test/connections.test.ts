import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import type { Policy } from '../../../policy/types.ts';
import { ROOT } from '../../config/settings.ts';
import { framings } from '../../kinds/framings.ts';
import { ALONE_LANE } from '../../plan/cells.ts';
import { isWritten } from '../../plan/disclosure.ts';
import { loadPolicy } from '../../policy/load.ts';
import { Blocked } from '../../record/problem.ts';
import { connectionRefused, framingRefused } from '../connections.ts';
import type { World } from '../world.ts';

const policy = loadPolicy(`${ROOT}/policy/marketedge.yaml`);
const MARK = 'mark';
const written = Object.entries(policy.corpus.connections).flatMap(([name, { text }]) =>
  isWritten(text) ? [name] : [],
);
const REFUSAL = JSON.stringify({
  type: 'about:blank',
  title: 'No',
  status: 400,
  code: 'validation_failed',
  correlationId: '249e3382-97f7-4b44-8714-d8505a56eb25',
});
const REFUSED = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${REFUSAL.length}\r\nconnection: close\r\n\r\n${REFUSAL}`;

const servers: net.Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** What the API has made. */
let made: string[] = [];
let sequence = 0;

async function listening(server: net.Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An API that keeps what it is sent, where the credentials are there. */
function api(options: http.ServerOptions, takes: (body: string) => boolean = () => true): Promise<string> {
  const server = http.createServer({ keepAliveTimeout: 50, ...options }, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const fits = request.headers.authorization === 'good' && takes(body);
      const answer = fits ? JSON.stringify({ id: 'x' }) : REFUSAL;
      if (fits) made.push(body);
      response.writeHead(fits ? 201 : 400, {
        'content-type': fits ? 'application/json' : 'application/problem+json',
        'content-length': answer.length,
      });
      response.end(answer);
    });
  });
  server.on('clientError', (_error, socket) => socket.end(REFUSED));
  return listening(server);
}

function worldAt(apiUrl: string): World {
  made = [];
  const client = {
    written: () => 'Authorization: good\r\n',
    send: () => {
      const json = { items: made.map((name, index) => ({ id: String(index), name })), total: made.length };
      return Promise.resolve({ answer: { status: 200, headers: {}, text: '', json }, request: {}, sent: '' });
    },
  };
  return {
    policy,
    apiUrl,
    mark: MARK,
    operation: (name: string) => policy.operations[name],
    shape: () => ({
      path: '/things',
      headers: {},
      body: JSON.stringify({ name: `${MARK}${(sequence += 1)}` }),
    }),
    clientOf: () => Promise.resolve(client),
    workshop: {
      ownerOf: () => 'hotel-admin',
      keep: () => Promise.resolve({}),
      discard: () => Promise.resolve(made.splice(-1)),
    },
  } as unknown as World;
}

const cells = framings.plan(policy, {}).flatMap((group) => group.cells);
const cellOf = (connection: string) => {
  const cell = cells.find((each) => each.connection === connection);
  assert.ok(cell, connection);
  return cell;
};
const blocked = (message: RegExp) => (error: unknown) =>
  error instanceof Blocked && message.test(error.message);

describe('odd framings', () => {
  test('go to an operation that makes something, in the lane of its tenant', () => {
    const [group] = framings.plan(policy, {});
    assert.equal(group?.lane, 'hotel');
    assert.deepEqual(group.cells.map(({ connection }) => connection).sort(), [...written].sort());
    assert.equal(policy.operations[cells[0]?.operation ?? '']?.method, 'POST');
  });

  test('are blocked where the policy has none', async () => {
    const none: Policy = { ...policy, resources: {} };
    const [group] = framings.plan(none, {});
    assert.equal(group?.lane, ALONE_LANE);
    const [cell] = group.cells;
    assert.ok(cell);
    await assert.rejects(framingRefused(worldAt('http://127.0.0.1:9'), cell), blocked(/has no operation/));
  });

  test('are refused by a strict parser, which takes the same framed well', async () => {
    const world = worldAt(await api({}));
    for (const name of written.filter((each) => each !== 'two content types'))
      assert.deepEqual(await framingRefused(world, cellOf(name)), [], name);
  });

  test('are found at a lenient one', async () => {
    const world = worldAt(await api({ insecureHTTPParser: true }));
    const seen = async (name: string): Promise<string> =>
      (await framingRefused(world, cellOf(name))).map((problem) => `${problem.rule}: ${problem.seen}`).join();
    assert.equal(await seen('a length and chunks'), 'malformed-accepted: status 201');
    assert.equal(await seen('a space before the colon of the length'), 'malformed-accepted: status 201');
    assert.match(
      await seen('chunks and a length with another request behind'),
      /2 answers to one request: 201, 400/,
    );
    assert.equal(await seen('two content types'), 'malformed-accepted: status 201');
  });

  test('are blocked where the operation refuses what is framed well, too', async () => {
    const world = worldAt(await api({}, () => false));
    for (const name of ['two lengths', 'a length and chunks'])
      await assert.rejects(
        framingRefused(world, cellOf(name)),
        blocked(/was answered 400 on a bare connection: a refusal of anything odd proves nothing/),
      );
  });
});

describe('bytes that no client would write', () => {
  const plain = { id: '', gate: 'disclosure', rule: 'error-contract', feature: '', title: '' } as const;
  /** Answers a plain request, and does something else with all others. */
  const meeting = (odd: (socket: net.Socket) => void) =>
    listening(
      net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', (chunk) => (/^GET /.test(chunk.toString()) ? socket.end(REFUSED) : odd(socket)));
      }),
    );

  test('may be refused, or cut off without a word', async () => {
    for (const odd of [
      (socket: net.Socket): void => void socket.end(REFUSED),
      (socket: net.Socket): void => void socket.destroy(),
    ])
      assert.deepEqual(
        await connectionRefused(worldAt(await meeting(odd)), { ...plain, connection: 'rubbish' }),
        [],
      );
  });

  test('are blocked where they are met with silence', async () => {
    let held: net.Socket | undefined;
    const world = worldAt(await meeting((socket) => void (held = socket)));
    await assert.rejects(
      connectionRefused(world, { ...plain, connection: 'rubbish' }),
      blocked(/neither answered rubbish nor ended the connection/),
    );
    held?.destroy();
  });
});
