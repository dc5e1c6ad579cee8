import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../launcher/options.ts';
import { choosePorts } from '../launcher/ports.ts';
import { startService } from '../launcher/service.ts';
import { ownerRuns, readState, StateFile } from '../launcher/state.ts';
import { describeProcess, startStamp } from '../postgres/processes.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-launcher-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

describe('the options', () => {
  const read = (settings: Record<string, string>, args: string[] = []): unknown =>
    readOptions(args, settings, '/clone');

  it('have defaults for everything', () => {
    assert.deepEqual(read({}), {
      mode: 'standalone',
      directory: '/clone/.target',
      tenancy: 'organization',
      login: 'identifier',
      organisationPrompt: 'picker',
      consent: '0',
      tls: '0',
      databaseUrl: undefined,
      rateLimit: undefined,
      tenants: undefined,
      ports: { web: undefined, api: undefined, idp: undefined },
    });
  });

  it('name every mistake with its variable at once, and repeat no password', () => {
    const settings = {
      TARGET_TENANCY: 'organisation',
      TARGET_CONSENT: 'yes',
      TARGET_TENANTS: 'many',
      TARGET_APP_PORT: '70000',
      TARGET_API_PORT: '4000',
      TARGET_IDP_PORT: '4000',
      TARGET_DATABASE_URL: 'mysql://user:hush@host/db',
    };
    assert.throws(
      () => read(settings),
      (error: Error & { exitCode: number }) => {
        assert.deepEqual(error.message.split('\n').sort(), [
          'TARGET_APP_PORT, TARGET_API_PORT and TARGET_IDP_PORT must differ',
          'TARGET_APP_PORT: "70000" is not a whole number from 1 to 65535',
          'TARGET_CONSENT: "yes" is not one of 0, 1',
          'TARGET_DATABASE_URL: not of the form postgresql://user:password@host:port/database',
          'TARGET_TENANCY: "organisation" is not one of organization, claim',
          'TARGET_TENANTS: "many" is not a whole number from 1 to 99',
        ]);
        assert.equal(error.exitCode, 2);
        return true;
      },
    );
  });

  it('know --help, and refuse an argument that they do not know', () => {
    assert.equal(read({}, ['--help']), 'help');
    assert.throws(() => read({}, ['--colour']), /--colour.*--help lists the options/);
  });
});

describe('the ports', () => {
  it('differ, and keep those that are given', async () => {
    const first = await choosePorts({});
    const ports = await choosePorts({ api: first.api });
    assert.equal(ports.api, first.api);
    assert.equal(new Set(Object.values(ports)).size, 3);
  });

  it('name the variable of one that is in use', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    await assert.rejects(choosePorts({ idp: port }), { message: `TARGET_IDP_PORT: port ${port} is in use` });
    server.close();
  });
});

describe('a service', () => {
  const start = (name: string, source: string, timeout = 10_000): ReturnType<typeof startService> => {
    const entry = path.join(scratch, `${name}.mjs`);
    writeFileSync(entry, source);
    const service = startService(name, entry, { GREETING: 'hello' }, { cwd: repository, timeout });
    started.push(service);
    return service;
  };
  const started: ReturnType<typeof startService>[] = [];
  // Whatever a test expects in vain, its service must not outlive it.
  after(() => Promise.all(started.map((service) => service.stop())));
  const READY = `console.log(JSON.stringify({ ready: true, url: 'http://localhost:1' }));`;

  it('gets what it is told and nothing of the rest', async () => {
    process.env.BULKHEAD_TEST_SECRET = 'not for children';
    const service = start(
      'told',
      `if (process.env.BULKHEAD_TEST_SECRET || process.env.GREETING !== 'hello') throw new Error('wrong environment');
       ${READY} process.stdin.resume();`,
    );
    await service.ready;
    await service.stop();
    delete process.env.BULKHEAD_TEST_SECRET;
    assert.equal(startStamp(service.process.pid), undefined);
  });

  it('that fails is named with the reason, without a stack', async () => {
    await assert.rejects(start('api', `throw new TypeError('no such column');`).ready, {
      message: 'api ended with code 1: TypeError: no such column',
    });
  });

  it('that never gets ready is named after its time', async () => {
    const service = start('idp', `console.error('still looking'); process.stdin.resume();`, 4000);
    await assert.rejects(service.ready, { message: 'idp is not ready after 4 s: still looking' });
  });

  it('that ignores every wish is ended all the same', async () => {
    const service = start(
      'stubborn',
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${READY}`,
    );
    await service.ready;
    await service.stop();
    assert.match(await service.ended, /SIGKILL/);
  });
});

describe('the state', () => {
  it('is for its owner alone, and keeps a second start out', async () => {
    const directory = path.join(scratch, 'state');
    const state = await StateFile.take(directory, 'standalone');
    state.update({ urls: { app: 'http://localhost:1', api: '', idp: '' } });
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(directory, 'state.json')).mode & 0o777, 0o600);
    await assert.rejects(
      StateFile.take(directory, 'run'),
      /already runs \(process \d+, since .*\) at http:\/\/localhost:1/,
    );
    state.remove([]);
    assert.equal(readState(directory), undefined);
  });

  it('of a killed launcher is taken over, and the services in it are ended', async () => {
    const directory = path.join(scratch, 'killed');
    const state = await StateFile.take(directory, 'run');
    const service = spawn('sleep', ['60']);
    const bystander = spawn('sleep', ['60']);
    state.update({ process: { name: 'api', pid: service.pid ?? 0 } });
    state.update({ process: { name: 'web', pid: bystander.pid ?? 0 } });
    const file = path.join(directory, 'state.json');
    const left = readState(directory);
    assert.ok(left && ownerRuns(left));
    left.stamps.owner = 'of an earlier process';
    left.stamps.web = 'of another process with this id';
    writeFileSync(file, JSON.stringify(left));
    const taken = await StateFile.take(directory, 'run');
    assert.equal(startStamp(service.pid ?? 0), undefined);
    assert.ok(describeProcess(bystander.pid ?? 0).stamp, 'a recycled id is left alone');
    bystander.kill();
    taken.remove([]);
  });
});
