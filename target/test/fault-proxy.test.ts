import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultProxy, orderOf, startFaultProxy } from '../launcher/fault-proxy.ts';

/** Answers every line with `<line>!`, each in one piece. */
const service = net.createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const line of chunk.toString().split('\n').filter(Boolean)) socket.write(`${line}!`);
  });
});
let proxy: FaultProxy;
const turns: boolean[] = [];
let refusesTurn = false;

before(async () => {
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as net.AddressInfo;
  proxy = await startFaultProxy('127.0.0.1', port, async (on) => {
    if (refusesTurn) throw new Error('the database said no');
    turns.push(on);
  });
});
after(async () => {
  await proxy.stop();
  service.close();
});

async function order(path: string): Promise<void> {
  const { status } = await fetch(`${proxy.controlUrl}/${path}`, { method: 'POST' });
  assert.equal(status, 204, path);
}

async function state(): Promise<unknown> {
  return (await fetch(proxy.controlUrl)).json();
}

/** A connection through the proxy, and what came of it. */
class Client {
  readonly socket = net.connect(proxy.port, '127.0.0.1');
  received = '';
  readonly ended: Promise<string>;

  constructor() {
    this.socket.on('data', (chunk) => (this.received += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      this.socket.on('close', () => resolve('closed'));
    });
  }

  say(line: string): void {
    this.socket.write(`${line}\n`);
  }

  async hears(text: string): Promise<void> {
    const end = Date.now() + 3000;
    while (this.received !== text) {
      assert.ok(Date.now() < end, `heard ${JSON.stringify(this.received)} instead of ${text}`);
      await sleep(5);
    }
  }
}

async function talking(): Promise<Client> {
  const client = new Client();
  client.say('hello');
  await client.hears('hello!');
  return client;
}

describe('the fault proxy', () => {
  it('passes everything, and counts the answers since the last order', async () => {
    await order('pass');
    const client = await talking();
    client.say('again');
    await client.hears('hello!again!');
    assert.deepEqual(await state(), { fault: 'pass', answers: 2, broken: false });
    await order('pass');
    assert.deepEqual(await state(), { fault: 'pass', answers: 0, broken: false });
    client.socket.destroy();
  });

  it('cuts: every connection ends, and a new one ends before a byte', async () => {
    const open = await talking();
    await order('cut');
    await open.ended;
    const next = new Client();
    await next.ended;
    assert.equal(next.received, '');
    await order('pass');
    (await talking()).socket.destroy();
  });

  it('refuses: every connection ends, and nobody listens; then at the same port again', async () => {
    const open = await talking();
    const { port } = proxy;
    await order('refuse');
    await open.ended;
    assert.equal(await new Client().ended, 'ECONNREFUSED');
    await order('refuse');
    await order('pass');
    assert.equal(proxy.port, port);
    (await talking()).socket.destroy();
  });

  it('stalls: connections are taken and nothing comes, until it is all delivered in order', async () => {
    const open = await talking();
    await order('stall');
    const next = new Client();
    open.say('one');
    await sleep(20);
    open.say('two');
    next.say('three');
    await sleep(60);
    assert.equal(open.received, 'hello!');
    assert.equal(next.received, '');
    await order('pass');
    await open.hears('hello!one!two!');
    await next.hears('three!');
    open.socket.destroy();
    next.socket.destroy();
  });

  it('stalls: what was held back for a client that is gone reaches nobody', async () => {
    const heard: string[] = [];
    const listen = (socket: net.Socket): void =>
      void socket.on('data', (chunk) => heard.push(chunk.toString()));
    const client = await talking();
    service.on('connection', listen);
    await order('stall');
    client.say('late');
    client.socket.destroy();
    await sleep(30);
    await order('pass');
    await sleep(30);
    service.off('connection', listen);
    assert.deepEqual(heard, []);
  });

  it('is slow: what is said arrives later, and nothing overtakes it', async () => {
    const client = await talking();
    await order('slow?ms=80');
    const started = performance.now();
    client.say('a');
    await client.hears('hello!a!');
    assert.ok(performance.now() - started > 150, 'once on the way there, once on the way back');
    client.say('b');
    await order('pass');
    client.say('c');
    await client.hears('hello!a!b!c!');
    client.socket.destroy();
  });

  it('breaks off in the middle of an answer, and cuts everything from there on', async () => {
    const client = await talking();
    const bystander = await talking();
    await order('cut-after?answers=1');
    client.say('first');
    await client.hears('hello!first!');
    assert.deepEqual(await state(), { fault: 'cut-after', answers: 1, broken: false });
    client.say('second');
    await Promise.all([client.ended, bystander.ended]);
    assert.equal(client.received, 'hello!first!sec');
    assert.deepEqual(await state(), { fault: 'cut-after', answers: 1, broken: true });
    await new Client().ended;
    await order('pass');
    (await talking()).socket.destroy();
  });

  it('has the database take no writes, and ends connections that could, and again after it', async () => {
    const before = await talking();
    await order('read-only');
    await before.ended;
    const during = await talking();
    await order('read-only');
    await order('cut');
    await during.ended;
    await order('pass');
    await order('pass');
    assert.deepEqual(turns, [true, true, false]);
    refusesTurn = true;
    assert.equal((await fetch(`${proxy.controlUrl}/read-only`, { method: 'POST' })).status, 502);
    refusesTurn = false;
    assert.deepEqual(((await state()) as { fault: string }).fault, 'pass');
  });

  it('obeys nobody but a check, and nothing that it does not know', async () => {
    const asks: [string, RequestInit][] = [
      ['cut', { method: 'POST', headers: { origin: 'http://localhost:1' } }],
      ['cut', { method: 'GET' }],
      ['explode', { method: 'POST' }],
      ['slow?ms=-1', { method: 'POST' }],
    ];
    for (const [path, init] of asks)
      assert.equal((await fetch(`${proxy.controlUrl}/${path}`, init)).status, 404, path);
    (await talking()).socket.destroy();
  });
});

describe('an order', () => {
  it('has its number, within bounds', () => {
    assert.deepEqual(orderOf('/slow?ms=25'), { name: 'slow', ms: 25 });
    assert.deepEqual(orderOf('/cut-after?answers=0'), { name: 'cut-after', answers: 0 });
    for (const path of [
      '/slow',
      '/slow?ms=',
      '/slow?ms=1e3',
      '/slow?ms=99999',
      '/cut-after?answers=x',
      '/',
      '/slow/1',
    ])
      assert.equal(orderOf(path), undefined, path);
  });
});
