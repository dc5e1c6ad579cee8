import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Authority, type Certificate, urlsOverTls } from '../launcher/authority.ts';
import { type Edge, startEdge } from '../launcher/edge.ts';
import { choosePorts } from '../launcher/ports.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'bulkhead-edge-'));
const file = path.join(directory, 'authority.pem');
let certificate: Certificate;
before(async () => {
  certificate = await (await Authority.make(file)).issue();
});
after(() => rmSync(directory, { recursive: true, force: true }));

describe('the authority', () => {
  it('vouches for the three hosts, and for nobody else', () => {
    const authority = new X509Certificate(readFileSync(file));
    const issued = new X509Certificate(certificate.cert);
    assert.equal(authority.ca, true);
    assert.equal(issued.ca, false);
    assert.equal(issued.verify(authority.publicKey), true);
    for (const host of ['app.localhost', 'api.localhost', 'idp.localhost'])
      assert.equal(issued.checkHost(host), host);
    assert.equal(issued.checkHost('localhost'), undefined);
    assert.equal(issued.checkHost('elsewhere.example'), undefined);
    assert.ok(new Date(issued.validTo).getTime() - Date.now() < 8 * 24 * 3600_000);
  });

  it('writes its certificate for its owner alone, and its key nowhere', () => {
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /PRIVATE/);
  });
});

describe('the edge', () => {
  let edge: Edge | undefined;
  let woken = 0;
  let urls = { app: '', api: '', idp: '' };
  const services: http.Server[] = [];

  const service = async (name: string): Promise<number> => {
    const server = http.createServer((request, response) => {
      request.pipe(response.setHeader('x-service', name));
    });
    services.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const ask = (url: string, ca = certificate.cert): Promise<{ service: unknown; body: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const request = https.request(
        { host: '127.0.0.1', servername: hostname, port, method: 'POST', ca, agent: false },
        (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => (body += chunk.toString()));
          response.on('end', () => resolve({ service: response.headers['x-service'], body }));
        },
      );
      request.on('error', reject);
      request.end('hello');
    });

  before(async () => {
    const outer = await choosePorts({});
    urls = urlsOverTls(outer);
    edge = await startEdge(outer, async () => {
      woken += 1;
      const [web, api, idp] = await Promise.all(['web', 'api', 'idp'].map(service));
      return { certificate, ports: { web: web ?? 0, api: api ?? 0, idp: idp ?? 0 } };
    });
  });
  after(() => {
    edge?.stop();
    for (const server of services) server.closeAllConnections();
    for (const server of services) server.close();
  });

  it('wakes what is behind it once, for the first who come, and leads each to its service', async () => {
    assert.equal(woken, 0);
    const answers = await Promise.all([ask(urls.app), ask(urls.api), ask(urls.idp), ask(urls.api)]);
    assert.deepEqual(
      answers.map(({ service: name }) => name),
      ['web', 'api', 'idp', 'api'],
    );
    assert.ok(answers.every(({ body }) => body === 'hello'));
    assert.equal(woken, 1);
  });

  it('is believed by those alone who know the authority', async () => {
    await assert.rejects(ask(urls.app, ''), /certificate/);
  });

  it('serves nothing without TLS', async () => {
    await assert.rejects(
      fetch(urls.app.replace('https://app.localhost', 'http://127.0.0.1')),
      /fetch failed/,
    );
  });
});
