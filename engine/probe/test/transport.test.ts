import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { send } from '../transport.ts';

/** Answers once on every connection, and closes it when it is used again. */
const used = new WeakSet<Socket>();
const seen: string[][] = [];
const ports: (number | undefined)[] = [];
const server = http.createServer((request, response) => {
  if (request.url === '/reset' || (request.url === '/once' && used.has(request.socket))) {
    request.socket.destroy();
    return;
  }
  used.add(request.socket);
  ports.push(request.socket.remotePort);
  seen.push(request.rawHeaders.filter((_, index) => request.rawHeaders[index - 1] === 'x-value'));
  if (request.url === '/slow') setTimeout(() => response.end('here'), 1_500);
  else response.end('here');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  server.close();
  server.closeAllConnections();
});

test('a kept connection that is closed when it is used again is no answer: a read is sent anew', async () => {
  for (let count = 0; count < 3; count += 1)
    assert.equal((await send({ method: 'GET', origin, path: '/once' })).text, 'here');
});

test('what may have been done is not sent twice', async () => {
  await send({ method: 'GET', origin, path: '/' });
  await assert.rejects(
    send({ method: 'POST', origin, path: '/once', body: 'x' }),
    /socket hang up|ECONNRESET/,
  );
});

test('a connection is kept for who asks again at once, and not for longer', async () => {
  const write = { method: 'POST', origin, path: '/', body: 'x' };
  await send(write);
  await send(write);
  await delay(1_500);
  await send(write);
  const [first, again, later] = ports.slice(-3);
  assert.equal(again, first);
  assert.notEqual(later, first);
});

test('an answer may take longer than a connection is kept', async () => {
  assert.equal((await send({ method: 'POST', origin, path: '/slow', body: 'x' })).text, 'here');
});

test('a connection that is closed every time is an error', async () => {
  await assert.rejects(send({ method: 'GET', origin, path: '/reset' }), /socket hang up|ECONNRESET/);
});

test('a list of values is sent as so many headers', async () => {
  await send({ method: 'GET', origin, path: '/', headers: { 'x-value': ['one', 'two'] } });
  assert.deepEqual(seen.at(-1), ['one', 'two']);
});
