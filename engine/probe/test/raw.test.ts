import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { answersIn, parseAnswer, speak } from '../raw.ts';

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

test('answers that follow each other are told apart, whichever way they say their length', () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n';
  const statuses = (text: string): number[] =>
    answersIn(Buffer.from(text)).answers.map(({ status }) => status);
  assert.deepEqual(statuses(WHOLE), [400]);
  assert.deepEqual(statuses(`${chunked}${WHOLE}`), [200, 400]);
  assert.deepEqual(statuses(`HTTP/1.1 100 Continue\r\n\r\n${WHOLE}`), [400], 'an interim one is none');
  assert.deepEqual(statuses('HTTP/1.1 200 OK\r\n\r\nup to the end, HTTP/1.1 400 and all'), [200]);
  assert.deepEqual(statuses(`HTTP/1.1 204 No Content\r\n\r\n${WHOLE}`), [204, 400]);
  assert.equal(answersIn(Buffer.from(WHOLE)).whole, true);
  assert.equal(answersIn(Buffer.from(WHOLE.slice(0, -1))).whole, false);
  assert.equal(answersIn(Buffer.from('')).whole, false);
});

test('an answer is taken when it is whole, although the connection stays open', async () => {
  const { answers, closed } = await meeting((socket) => {
    socket.write(WHOLE.slice(0, 30));
    setTimeout(() => socket.write(WHOLE.slice(30)), 20);
  });
  assert.deepEqual([answers.length, answers[0]?.status, closed], [1, 400, false]);
});

test('a second answer is heard, although it comes a little later', async () => {
  const { answers } = await meeting((socket) => {
    socket.write(WHOLE);
    setTimeout(() => socket.end(WHOLE), 50);
  });
  assert.equal(answers.length, 2);
});

test('a connection that is closed without a word is told from silence', async () => {
  assert.deepEqual(await meeting((socket) => socket.destroy()), { answers: [], closed: true });
  let held: net.Socket | undefined;
  assert.deepEqual(await meeting((socket) => void (held = socket)), { answers: [], closed: false });
  held?.destroy();
});

test('no connection is an error', async () => {
  await assert.rejects(speak('http://127.0.0.1:9', Buffer.from('x')));
});
