/** The database and the identity provider come and go; the API says so and recovers by itself. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { API, assertProblem, type Reply, startWorld, type World } from './world.ts';

/** A wire between API and database that can be cut or go silent. */
class Wire {
  state: 'open' | 'cut' | 'silent' = 'open';
  readonly #sockets = new Set<net.Socket>();
  readonly #server: net.Server;

  constructor(target: () => number) {
    this.#server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      if (this.state === 'cut') return void socket.destroy();
      const onward = net.connect(target(), '127.0.0.1');
      onward.on('error', () => socket.destroy());
      for (const [from, to] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        this.#sockets.add(from);
        from.on('data', (chunk) => this.state === 'open' && to.write(chunk));
        from.on('close', () => (this.#sockets.delete(from), to.destroy()));
      }
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as net.AddressInfo).port;
  }

  set(state: Wire['state']): void {
    this.state = state;
    if (state !== 'silent') for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.set('cut');
    this.#server.close();
  }
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as net.AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

let world: World;
let api: ChildProcess;
let url = '';
const wire = new Wire(() => Number(new URL(world.databases.appUrl).port));

/** The real process on the world's database, over the wire. */
async function startProcess(
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', new URL('../main.ts', import.meta.url).pathname],
    {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let line = '';
  child.stdout?.on('data', (chunk: Buffer) => (line += chunk.toString()));
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  while (!line.includes('\n')) {
    assert.equal(child.exitCode, null, errors);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { child, line };
}

const environment = async (databasePort: number): Promise<Record<string, string>> => {
  const port = await freePort();
  const through = (text: string): string => {
    const changed = new URL(text);
    changed.port = String(databasePort);
    return changed.href;
  };
  return {
    PORT: String(port),
    APP_URL: 'http://localhost:4173',
    API_URL: `http://localhost:${port}`,
    IDP_URL: world.issuer.url,
    DATABASE_URL: through(world.databases.appUrl),
    PLATFORM_DATABASE_URL: through(world.databases.platformUrl),
    MANAGEMENT_SECRET: randomUUID(),
  };
};

before(async () => {
  world = await startWorld();
  const settings = await environment(await wire.listen());
  const started = await startProcess(settings);
  api = started.child;
  url = settings['API_URL'] ?? '';
  assert.deepEqual(JSON.parse(started.line), { ready: true, url });
});
after(async () => {
  api.kill('SIGKILL');
  wire.close();
  await world.stop();
});

/** The same client, aimed at the process. */
const ask = (handle: string | null, path: string): Promise<Reply> =>
  world.as(handle, 'GET', path, { server: url });

describe('a database that is away', () => {
  for (const state of ['cut', 'silent'] as const) {
    test(`(${state}) is said to be, with nothing of it in the answer, and comes back`, async () => {
      assert.equal((await ask('hotel-viewer', `${API}/competitors`)).status, 200);
      wire.set(state);
      const paths = [`${API}/competitors`, `${API}/dashboard/metrics`, `${API}/me`];
      const ready = ask(null, '/ready');
      for (const reply of await Promise.all(paths.map((path) => ask('hotel-viewer', path)))) {
        assertProblem(reply, 503, 'unavailable');
        assert.doesNotMatch(reply.text, /pg|postgres|connect|timeout|127\.0\.0\.1|Zephyrine/i);
      }
      assert.equal((await ready).status, 503);
      assert.deepEqual((await ready).json, { status: 'down' });
      assert.deepEqual((await ask(null, '/health')).json, { status: 'up' });
      assert.equal((await ask(null, `${API}/me`)).status, 401);
      wire.set('open');
      const back = await ask('hotel-viewer', `${API}/competitors`);
      assert.equal(back.status, 200, back.text);
      assert.deepEqual((await ask(null, '/ready')).json, { status: 'up' });
    });
  }
});

test('more requests at once than there are connections are all answered', async () => {
  const replies = await Promise.all(
    Array.from({ length: 100 }, () => ask('hotel-viewer', `${API}/competitors`)),
  );
  assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]));
});

describe('the process', { concurrency: true }, () => {
  const leaves: Record<string, (child: ChildProcess) => unknown> = {
    'when told to': (child) => child.kill('SIGTERM'),
    'when left alone': (child) => child.stdin?.end(),
  };
  for (const [how, leave] of Object.entries(leaves)) {
    test(`starts without database and identity provider, and leaves ${how}`, async () => {
      const nowhere = await freePort();
      const settings = await environment(nowhere);
      settings['IDP_URL'] = `http://localhost:${nowhere}`;
      const { child } = await startProcess(settings);
      assert.equal((await fetch(`${settings['API_URL']}/ready`)).status, 503);
      const token = await world.issuer.token(world.account('hotel-viewer'));
      const headers = { authorization: `Bearer ${token}` };
      assert.equal((await fetch(`${settings['API_URL']}${API}/me`, { headers })).status, 503);
      leave(child);
      const [code] = (await once(child, 'exit')) as [number];
      assert.equal(code, 0);
    });
  }

  test('tells in one line what is wrong with its environment', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', new URL('../main.ts', import.meta.url).pathname],
      {
        env: { PATH: process.env['PATH'] ?? '', PORT: 'x', APP_URL: 'http://localhost/' },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(errors, /^api: .*PORT, APP_URL, API_URL, IDP_URL, DATABASE_URL.*\n$/);
  });

  test('tells whoever asks too much to wait', async () => {
    const limited = await startProcess({
      ...(await environment(Number(new URL(world.databases.appUrl).port))),
      TARGET_RATE_LIMIT: '5',
    });
    const { url: own } = JSON.parse(limited.line) as { url: string };
    const headers = { authorization: `Bearer ${await world.issuer.token(world.account('gym-viewer'))}` };
    const statuses: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      const reply = await fetch(`${own}${API}/me`, { headers });
      statuses.push(reply.status);
      if (reply.status === 429) {
        assert.ok(Number(reply.headers.get('retry-after')) > 0);
        assert.equal(((await reply.json()) as { code: string }).code, 'rate_limited');
      } else await reply.text();
    }
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429]);
    const other = { authorization: `Bearer ${await world.issuer.token(world.account('cinema-viewer'))}` };
    assert.equal((await fetch(`${own}${API}/me`, { headers: other })).status, 200);
    assert.equal((await fetch(`${own}/health`)).status, 200);
    limited.child.kill('SIGKILL');
  });
});
