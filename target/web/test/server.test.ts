import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildIfChanged } from '../build.ts';
import { createWebServer } from '../main.ts';

const OPTIONS = {
  appUrl: 'http://localhost:4173',
  apiUrl: 'http://localhost:4174',
  idpUrl: 'http://localhost:4175',
  tenancy: 'organization',
} as const;

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
let server: Server;
let base: string;

before(async () => {
  await buildIfChanged();
  server = createWebServer(OPTIONS).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
});

/** Sends a path exactly as written; `fetch` would tidy it up first. */
async function rawStatus(path: string): Promise<{ status: number; body: string }> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, path, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

test('Every answer carries the security headers and names no server', async () => {
  for (const path of ['/', '/config.json', '/favicon.svg', '/missing.js']) {
    const { headers } = await fetch(base + path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.match(policy, /connect-src 'self' http:\/\/localhost:4174 http:\/\/localhost:4175;/);
    assert.match(policy, /frame-src http:\/\/localhost:4175;/);
    assert.match(policy, /frame-ancestors 'none'$/);
    assert.ok(!/unsafe|blob:|\*/.test(policy));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.ok(headers.get('permissions-policy'));
    for (const name of ['server', 'x-powered-by', 'strict-transport-security'])
      assert.equal(headers.get(name), null);
  }
});

test('Over TLS the browser is told to stay there', async () => {
  const secure = createWebServer({ ...OPTIONS, appUrl: 'https://app.localhost:4173' }).listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const { headers } = await fetch(`http://127.0.0.1:${(secure.address() as AddressInfo).port}/`);
  assert.match(headers.get('strict-transport-security') ?? '', /max-age=\d{7,}/);
  secure.close();
  secure.closeAllConnections();
});

test('The page is never stored, hashed files are kept for good', async () => {
  assert.equal((await fetch(`${base}/`)).headers.get('cache-control'), 'no-store');
  assert.equal((await fetch(`${base}/dashboard`)).headers.get('cache-control'), 'no-store');
  assert.equal((await fetch(`${base}/config.json`)).headers.get('cache-control'), 'no-store');
  for (const name of readdirSync(`${DIST}/assets`)) {
    const answer = await fetch(`${base}/assets/${name}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  }
});

test('The configuration says where the API and the identity provider are', async () => {
  assert.deepEqual(await (await fetch(`${base}/config.json`)).json(), {
    domain: 'http://localhost:4175',
    clientId: 'marketedge-web',
    audience: 'https://api.marketedge.example',
    apiUrl: 'http://localhost:4174',
    tenancy: 'organization',
  });
});

test('Paths of the app get the page', async () => {
  const page = readFileSync(`${DIST}/index.html`, 'utf8');
  for (const path of [
    '/',
    '/dashboard',
    '/competitors/123?x=1.js',
    '/callback?code=a&state=b',
    '/nowhere',
    '/a/..%2fb',
  ]) {
    assert.deepEqual(await rawStatus(path), { status: 200, body: page }, path);
  }
});

test('A file that is not there is 404, however its path is written', async () => {
  const missing = [
    '/missing.js',
    '/assets/missing',
    '/assets/',
    '/.env',
    '/index.html.map',
    '/../main.ts',
    '/assets/../../main.ts',
    '/..%2fmain.ts',
    '/%2e%2e/main.ts',
    '//etc/passwd.txt',
    '/assets/..\\..\\main.ts',
    '/main.ts%00.js',
    '/constructor.js',
  ];
  for (const path of missing)
    assert.deepEqual(await rawStatus(path), { status: 404, body: 'Not found\n' }, path);
});

test('Only GET and HEAD are answered', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await fetch(base, { method });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD');
  }
  const head = await fetch(base, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
});

test('The build holds no source map, no inline script and no inline style', () => {
  const names = readdirSync(DIST, { recursive: true }).map(String);
  assert.deepEqual(
    names.filter((name) => name.endsWith('.map')),
    [],
  );
  for (const name of names.filter((file) => /\.(js|css)$/.test(file))) {
    assert.ok(!/^\/[/*][#@] sourceMappingURL=/m.test(readFileSync(`${DIST}/${name}`, 'utf8')), name);
  }
  const page = readFileSync(`${DIST}/index.html`, 'utf8');
  assert.ok(!/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/i.test(page));
});

test('The process says once that it is ready and ends when its input closes', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const env = {
    ...process.env,
    APP_URL: OPTIONS.appUrl,
    API_URL: OPTIONS.apiUrl,
    IDP_URL: OPTIONS.idpUrl,
    PORT: '0',
  };
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  child.stdout.on('data', (data: Buffer) => lines.push(data.toString()));
  await once(child.stdout, 'data');
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    [{ ready: true, url: OPTIONS.appUrl }],
  );
});
