import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCA, createCert } from 'mkcert';
import { findStandalone } from '../lib/standalone.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'bulkhead-standalone-'));
const server = createServer((_, response) => response.end('{}'));
const SILENT = 'http://localhost:1';
let url = '';

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

function write(change: Record<string, unknown>): void {
  const urls = { app: url, api: url, idp: url };
  const state = { mode: 'standalone', ready: true, ownerPid: process.pid, urls, ...change };
  writeFileSync(path.join(directory, 'state.json'), JSON.stringify(state));
}

describe('a target that a person started', () => {
  it('is used when all its parts answer', async () => {
    write({});
    assert.deepEqual(await findStandalone(directory), { url, variables: path.join(directory, 'target.env') });
  });

  it('is reported when a part of it does not answer', async () => {
    write({ urls: { app: url, api: SILENT, idp: url } });
    assert.match(
      (await findStandalone(directory))?.problem ?? '',
      /does not answer at http:\/\/localhost:1\/health/,
    );
  });

  it('is used over TLS when its own authority vouches for it', async () => {
    const nobody = { organization: 'Test', countryCode: 'ZZ', state: '-', locality: '-', validity: 1 };
    const ca = await createCA(nobody);
    const certificate = await createCert({ ca, domains: ['app.localhost'], validity: 1 });
    const secure = createSecureServer(certificate, (_, response) => response.end('{}'));
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const over = `https://app.localhost:${(secure.address() as AddressInfo).port}`;
    write({ urls: { app: over, api: over, idp: over } });
    const authority = path.join(directory, 'authority.pem');
    writeFileSync(authority, ca.cert);
    assert.equal((await findStandalone(directory))?.url, over);
    writeFileSync(authority, (await createCA(nobody)).cert);
    assert.equal(await findStandalone(directory), undefined);
    rmSync(authority);
    secure.closeAllConnections();
    secure.close();
  });

  it('is not there when nothing answers, its process is gone, or it belongs to another run', async () => {
    write({ urls: { app: SILENT, api: SILENT, idp: SILENT } });
    assert.equal(await findStandalone(directory), undefined);
    write({ ownerPid: spawnSync('true').pid });
    assert.equal(await findStandalone(directory), undefined);
    write({ mode: 'run' });
    assert.equal(await findStandalone(directory), undefined);
    rmSync(path.join(directory, 'state.json'));
    assert.equal(await findStandalone(directory), undefined);
  });
});
