import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { publicKeysAlone } from '../published-keys.ts';

const PUBLIC = { kty: 'RSA', n: 'abc', e: 'AQAB', kid: 'one' };

async function problemsOf(document: unknown) {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document)),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await publicKeysAlone(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('public keys are in order, and whatever only their owner may know is named without its value', async () => {
  assert.deepEqual(await problemsOf({ keys: [PUBLIC, { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' }] }), []);
  for (const part of ['d', 'p', 'qi', 'k']) {
    const [problem, ...more] = await problemsOf({ keys: [PUBLIC, { ...PUBLIC, [part]: 'very-secret' }] });
    assert.match(problem?.seen ?? '', new RegExp(`\\b${part} of key 2`));
    assert.doesNotMatch(JSON.stringify(problem), /very-secret/);
    assert.deepEqual(more, []);
  }
});

test('no keys are none that could be judged', async () => {
  await assert.rejects(problemsOf({ keys: [] }), /without keys/);
  await assert.rejects(problemsOf('nothing'), /without keys/);
});
