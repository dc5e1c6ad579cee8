import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Problem } from '../../record/problem.ts';
import { StaticFiles } from '../static-files.ts';
import type { World } from '../world.ts';

const NOBODYS = { policy: { origins: [] } } as unknown as World;

/** What is said of an application that refuses methods with a text, and with these headers. */
async function oddAt(headers: Record<string, string>, text: string): Promise<Problem[]> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET') return response.writeHead(405, headers).end(text);
    const type = request.url === '/app.js' ? 'text/javascript' : 'text/html';
    response.setHeader('x-content-type-options', 'nosniff');
    if (type === 'text/html') response.setHeader('x-frame-options', 'DENY');
    return response.writeHead(200, { 'content-type': type }).end('<script src="/app.js"></script>');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    const { port } = server.address() as AddressInfo;
    return await new StaticFiles(NOBODYS, `http://127.0.0.1:${port}`).odd();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a refusal of a method has the security headers that every file has', async () => {
  const bare = await oddAt({}, 'Method not allowed');
  assert.ok(bare.length > 0);
  for (const { rule, expected } of bare) {
    assert.equal(rule, 'security-header-missing');
    assert.match(expected, /^x-content-type-options/);
  }
  assert.deepEqual(await oddAt({ 'x-content-type-options': 'nosniff' }, 'Method not allowed'), []);
});

test('a refusal that says nothing needs no headers', async () => {
  assert.deepEqual(await oddAt({}, ''), []);
});
