import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Blocked } from '../../record/problem.ts';
import { FaultProxy } from '../outage/fault-proxy.ts';

const asked: string[] = [];
let state = '{"answers":7}';
const control = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const known = request.method === 'GET' || request.url !== '/read-only';
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(state);
});
let url = '';

before(async () => {
  control.listen(0, '127.0.0.1');
  await once(control, 'listening');
  url = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
});
after(() => {
  control.closeAllConnections();
  control.close();
});

const blocked = (message: RegExp) => (error: unknown) =>
  error instanceof Blocked && message.test(error.message);

test('an order is posted, and the answers since it are read', async () => {
  const proxy = new FaultProxy(url);
  await proxy.order('slow?ms=25');
  assert.equal(await proxy.answers(), 7);
  assert.deepEqual(asked.splice(0), ['POST /slow?ms=25', 'GET /']);
});

test('whether an answer was broken off is read, and blocked where it is not said', async () => {
  const proxy = new FaultProxy(url);
  await assert.rejects(proxy.broke(), blocked(/does not say whether an answer was broken off/));
  state = '{"answers":7,"broken":true}';
  assert.equal(await proxy.broke(), true);
  state = '{"answers":7,"broken":false}';
  assert.equal(await proxy.broke(), false);
});

test('what a proxy cannot do, or does not say, is blocked with the reason', async () => {
  const proxy = new FaultProxy(url);
  await assert.rejects(proxy.order('read-only'), blocked(/answered 404 to \/read-only/));
  state = '{}';
  await assert.rejects(proxy.answers(), blocked(/does not say how many answers/));
});

test('a proxy that is not there, or not named, is blocked with what to set', async () => {
  assert.throws(() => new FaultProxy(undefined), blocked(/FAULT_PROXY_URL.*out of scope/));
  await assert.rejects(new FaultProxy('http://127.0.0.1:1').order('cut'), blocked(/does not answer/));
});
