import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { parseAnswer, speak } from '../raw.ts';

const REFUSAL = '{"status":400}';
const WHOLE = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${REFUSAL.length}\r\n\r\n${REFUSAL}`;

/** Has a server do something with a connection, and says what was made of it. */
async function meeting(serve: (socket: net.Socket) => void) {
  const server = net.createServer(serve);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    return await speak(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      Buffer.from('x\r\n\r\n'),
    );
  } finally {
    server.close();
  }
}

test('an answer is parsed into status, headers and body', () => {
  assert.deepEqual(parseAnswer(Buffer.from(WHOLE)), {
    status: 400,
    headers: { 'content-type': 'application/problem+json', 'content-length': '14' },
    text: REFUSAL,
    json: { status: 400 },
  });
});

test('what is no answer is none', () => {
  for (const text of ['', 'rubbish', 'HTTP/2', '<html>'])
    assert.equal(parseAnswer(Buffer.from(text)), undefined);
});

test('an answer is taken when it is whole, although the connection stays open', async () => {
  const answer = await meeting((socket) => {
    socket.write(WHOLE.slice(0, 30));
    setTimeout(() => socket.write(WHOLE.slice(30)), 20);
  });
  assert.equal(answer?.status, 400);
});

test('a connection that is closed without a word is no answer', async () => {
  assert.equal(await meeting((socket) => socket.destroy()), undefined);
});

test('no connection is an error', async () => {
  await assert.rejects(speak('http://127.0.0.1:9', Buffer.from('x')));
});
