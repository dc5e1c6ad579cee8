import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';
import type { Urls } from '../launcher/present.ts';
import { readState } from '../launcher/state.ts';
import { startStamp } from '../postgres/processes.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(path.join(tmpdir(), 'bulkhead-start-'));
const started: ChildProcess[] = [];
/** A test that failed half-way must not leave its target to the next one. */
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.stdin?.end();
    await once(child, 'exit');
  }
});
after(() => rmSync(directory, { recursive: true, force: true }));

interface Ready {
  variables: string;
  urls: Urls;
  seconds: number;
}

function launch(environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'target/start.ts', '--mode=run', `--directory=${directory}`],
    { cwd: repository, env: { ...process.env, TARGET_DATABASE_URL: '', ...environment } },
  );
  started.push(child);
  return child;
}

/** Everything on a stream until the process ends. */
async function outcome(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

async function whenReady(child: ChildProcess): Promise<Ready> {
  assert.ok(child.stdout && child.stderr);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'exit').then(() => assert.fail(`the launcher ended: ${errors}`));
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => undefined); // from here on it may end
  return JSON.parse(line.toString()) as Ready;
}

/** The look-up of names below .localhost is not every system's. */
function overTls(url: string, ca: Buffer): Promise<IncomingMessage> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port, path: pathname, servername: hostname, ca, agent: false as const };
    get(to, (answer) => resolve(answer.resume())).on('error', reject);
  });
}

const processes = (): number[] => Object.values(readState(directory)?.pids ?? {});

async function allGone(pids: number[]): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (pids.every((pid) => startStamp(pid) === undefined)) return true;
    await sleep(100);
  }
  return false;
}

describe('the launcher', () => {
  it('brings everything up, tells where it is, keeps a second start out, and clears up', async () => {
    const launcher = launch();
    const { urls, variables } = await whenReady(launcher);
    const addresses = [`${urls.app}/config.json`, `${urls.api}/ready`, `${urls.idp}/.well-known/jwks.json`];
    for (const address of addresses) assert.equal((await fetch(address)).status, 200, address);

    const values = parse(readFileSync(variables));
    assert.equal(values.APP_URL, urls.app);
    assert.equal(values.AUTH0_DOMAIN, urls.idp);
    assert.match(values.USER_HOTEL_ADMIN_PASSWORD ?? '', /^\S{20,}$/);
    assert.ok(values.USER_GYM_MFA_TOTP_SECRET);
    assert.match(values.AUDIT_DATABASE_URL ?? '', /marketedge_app_/);
    const { kid } = JSON.parse(readFileSync(values.TOKEN_SIGNING_KEY_FILE ?? '', 'utf8')) as { kid: string };
    assert.ok((await (await fetch(`${urls.idp}/.well-known/jwks.json`)).text()).includes(kid));
    for (const name of readdirSync(directory)) {
      const own = statSync(path.join(directory, name));
      assert.equal(own.mode & 0o777, own.isDirectory() ? 0o700 : 0o600, `${name} is for its owner alone`);
    }

    const second = await outcome(launch());
    assert.equal(second.code, 1);
    assert.match(second.errors, /^target: a run of the suite is using the embedded target .*\n$/);

    assert.equal(processes().length, 4, 'what nobody asked for is not started');
    const answer = await overTls(`${values.TLS_API_URL}/ready`, readFileSync(values.TLS_CA_FILE ?? ''));
    assert.equal(answer.statusCode, 200);
    assert.match(answer.headers['strict-transport-security'] ?? '', /^max-age=31536000/);
    const pids = processes();
    assert.equal(pids.length, 7);
    launcher.stdin?.end();
    assert.equal((await outcome(launcher)).code, 0);
    assert.ok(await allGone(pids));
    assert.deepEqual(readdirSync(directory), [], 'no password is left');
  });

  it('reports a service that died and keeps the others, and leaves nothing for long when it is killed', async () => {
    const launcher = launch();
    const { urls } = await whenReady(launcher);
    const state = readState(directory);
    process.kill(state?.pids.api ?? 0, 'SIGKILL');
    assert.ok(launcher.stderr);
    const [line] = (await once(launcher.stderr, 'data')) as [Buffer];
    assert.equal(line.toString(), 'target: api ended with SIGKILL\n');
    assert.equal((await fetch(`${urls.app}/config.json`)).status, 200);

    const pids = processes();
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
    assert.ok(
      await allGone(pids.filter((pid) => pid !== state?.pids.postgres)),
      'services end with their launcher',
    );
    const next = launch();
    await whenReady(next);
    assert.ok(await allGone(pids), 'the next start ends the server that was left');
    next.stdin?.end();
    await outcome(next);
  });

  it('says in one line what is wrong with its settings', async () => {
    const { code, errors } = await outcome(launch({ TARGET_TENANCY: 'galaxy' }));
    assert.equal(code, 2);
    assert.equal(errors, 'target: TARGET_TENANCY: "galaxy" is not one of organization, claim\n');
  });

  it('says in one line when the given database cannot be reached, and keeps its password to itself', async () => {
    const url = 'postgresql://somebody:hush@127.0.0.1:1/postgres';
    const { code, errors } = await outcome(launch({ TARGET_DATABASE_URL: url }));
    assert.equal(code, 1);
    assert.match(errors, /^target: TARGET_DATABASE_URL: PostgreSQL: .*ECONNREFUSED.*\n$/);
    assert.ok(!errors.includes('hush'));
    assert.ok(!existsSync(path.join(directory, 'databases.json')), 'nothing was made, nothing is remembered');
  });
});
