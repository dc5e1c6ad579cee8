import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createCA, createCert } from 'mkcert';
import { lookup, trust } from '../connect.ts';
import { speak } from '../raw.ts';
import { openStream } from '../stream.ts';
import { send } from '../transport.ts';

const NOBODY = { organization: 'Test', countryCode: 'ZZ', state: '-', locality: '-', validity: 1 };

interface Service {
  origin: string;
  authority: string;
  server: http.Server | https.Server;
}

async function listen(server: http.Server | https.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function service(): Promise<Service> {
  const ca = await createCA(NOBODY);
  const certificate = await createCert({ ca, domains: ['app.localhost'], validity: 1 });
  const server = https.createServer(certificate, (_, response) => response.end('data: hello\n\n'));
  return { origin: `https://app.localhost:${await listen(server)}`, authority: ca.cert, server };
}

let known: Service;
let unknown: Service;
before(async () => {
  [known, unknown] = await Promise.all([service(), service()]);
});
after(() => {
  for (const { server } of [known, unknown]) {
    server.closeAllConnections();
    server.close();
  }
});

const get = (origin: string) => send({ method: 'GET', origin, path: '/' });

test('names below .localhost are this machine, and others are looked up', async () => {
  const find = (name: string): Promise<unknown> =>
    new Promise((resolve, reject) =>
      lookup(name, { family: 4 }, (error, address) => (error ? reject(error) : resolve(address))),
    );
  for (const name of ['app.localhost', 'a.b.LOCALHOST', 'app.localhost.', 'localhost'])
    assert.equal(await find(name), '127.0.0.1', name);
  await assert.rejects(find('app.notlocalhost'));

  const plain = http.createServer((_, response) => response.end('ok'));
  const { text } = await get(`http://api.localhost:${await listen(plain)}`);
  assert.equal(text, 'ok');
  plain.closeAllConnections();
  plain.close();
});

test('a certificate is believed when its authority is trusted, and no other is by that', async () => {
  const bad = /certificate/;
  await assert.rejects(get(known.origin), bad);
  await assert.rejects(openStream(known.origin, '/', {}), bad);
  trust(known.authority);
  assert.equal((await get(known.origin)).status, 200);
  assert.equal((await openStream(known.origin, '/', {})).status, 200);
  await assert.rejects(get(unknown.origin), bad);
  // Nor is a certificate for another name.
  await assert.rejects(get(known.origin.replace('app.', 'api.')), /Hostname|altnames/);
});

test('a certificate is looked at for whom is asked, and not for the name in the Host header', async () => {
  trust(known.authority);
  const elsewhere = { host: 'elsewhere.example' };
  const answer = await send({ method: 'GET', origin: known.origin, path: '/', headers: elsewhere });
  assert.equal(answer.status, 200);
  const named = { host: 'app.localhost' };
  const other = known.origin.replace('app.', 'api.');
  await assert.rejects(
    send({ method: 'GET', origin: other, path: '/', headers: named }),
    /Hostname|altnames/,
  );
});

test('bytes on a connection reach names below .localhost and believe the same authority', async () => {
  trust(known.authority);
  const bytes = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const { answers } = await speak(known.origin, bytes);
  assert.equal(answers[0]?.status, 200);
  await assert.rejects(speak(unknown.origin, bytes), /certificate/);
});
