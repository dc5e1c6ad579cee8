import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { createDatabase, dropDatabase, newNames, setReadOnly } from '../database.ts';
import { type Postgres, startPostgres } from '../index.ts';
import { clearLeftovers } from '../leftovers.ts';
import { commandLine, describeProcess, isRunning, startStamp } from '../processes.ts';
import { cachedDirectory } from '../runtime.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-test-'));
const root = path.join(scratch, 'runtime');

after(() => rmSync(scratch, { recursive: true, force: true }));

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const dataDirectories = (place: string): string[] =>
  readdirSync(place).filter((name) => name.startsWith('data-'));

/** Starts a server in a process of its own and says where it is. */
async function startElsewhere(
  from: string,
): Promise<{ owner: number; server: number; kill: () => Promise<void> }> {
  const entry = pathToFileURL(path.join(from, 'target/postgres/index.ts')).href;
  const script = `import(${JSON.stringify(entry)}).then(({ startPostgres }) => startPostgres())
    .then(({ pid }) => console.log(pid), (error) => { console.error(error.message); process.exit(1); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', script], {
    cwd: from,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    owner: child.pid ?? 0,
    server: Number(line.toString().trim()),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('the embedded PostgreSQL', () => {
  let server: Postgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('answers its superuser on loopback and nobody without the password', async () => {
    const [row] = await query<{ name: string }>(server.superuserUrl, 'SELECT current_user AS name');
    assert.equal(row?.name, 'postgres');
    const wrong = new URL(server.superuserUrl);
    wrong.password = 'wrong';
    await assert.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' });
    const listening = await query<{ setting: string }>(
      server.superuserUrl,
      `SELECT setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY name`,
    );
    assert.deepEqual(
      listening.map((entry) => entry.setting),
      ['127.0.0.1', ''],
    );
  });

  it('gives every start a superuser password of its own', async () => {
    const second = await startPostgres();
    try {
      assert.notEqual(new URL(second.superuserUrl).password, new URL(server.superuserUrl).password);
    } finally {
      await second.stop();
    }
  });

  it('takes no writes from new connections while it is read-only, and takes them again', async () => {
    const database = await createDatabase(server.superuserUrl, newNames());
    try {
      await query(database.ownerUrl, 'CREATE TABLE thing (id int)');
      await setReadOnly(database.ownerUrl, true);
      await setReadOnly(database.ownerUrl, true);
      assert.deepEqual(await query(database.ownerUrl, 'SELECT * FROM thing'), []);
      await assert.rejects(query(database.ownerUrl, 'INSERT INTO thing VALUES (1)'), { code: '25006' });
      await setReadOnly(database.ownerUrl, false);
      await query(database.ownerUrl, 'INSERT INTO thing VALUES (1)');
    } finally {
      await database.drop();
    }
  });

  it('makes a database with roles that own nothing, and removes all of it', async () => {
    const names = newNames();
    const database = await createDatabase(server.superuserUrl, names);
    await query(database.ownerUrl, 'CREATE TABLE thing (id int)');
    await assert.rejects(query(database.appUrl, 'SELECT * FROM thing'), { code: '42501' });
    await assert.rejects(query(database.appUrl, `SET ROLE ${names.ownerRole}`), { code: '42501' });
    const roles = await query<{ rolsuper: boolean; rolbypassrls: boolean }>(
      server.superuserUrl,
      `SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'marketedge%'`,
    );
    assert.equal(roles.length, 3);
    assert.ok(roles.every((role) => !role.rolsuper && !role.rolbypassrls));
    await database.drop();
    await database.drop();
    const left = await query(
      server.superuserUrl,
      `SELECT datname FROM pg_database WHERE datname = '${names.database}'
       UNION SELECT rolname FROM pg_roles WHERE rolname LIKE 'marketedge%'`,
    );
    assert.deepEqual(left, []);
  });

  it('makes a database for a user that is no superuser', async () => {
    await query(server.superuserUrl, `CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'maker'`);
    const url = new URL(server.superuserUrl);
    url.username = 'maker';
    url.password = 'maker';
    const database = await createDatabase(url.href, newNames());
    await query(database.ownerUrl, 'CREATE TABLE thing (id int)');
    await database.drop();
  });

  it('refuses to drop what it did not make, and says what is missing where it may not create', async () => {
    await assert.rejects(
      dropDatabase(server.superuserUrl, { ...newNames(), database: 'postgres' }),
      /will not drop "postgres"/,
    );
    await query(server.superuserUrl, `CREATE ROLE guest LOGIN PASSWORD 'guest'`);
    const url = new URL(server.superuserUrl);
    url.username = 'guest';
    url.password = 'guest';
    await assert.rejects(createDatabase(url.href, newNames()), /CREATEDB and CREATEROLE/);
  });
});

describe('stopping', () => {
  it('ends the server, removes its data and may be done twice', async () => {
    const server = await startPostgres();
    const record = describeProcess(server.pid);
    await server.stop();
    await server.stop();
    assert.equal(isRunning(record), false);
    assert.match(await server.ended, /code 0/);
  });

  it('clears up after an owner that was killed', async () => {
    const { owner, server, kill } = await startElsewhere(repository);
    assert.ok(startStamp(server), 'the server runs');
    await kill();
    assert.ok(startStamp(server), 'the server outlives its owner');
    const next = await startPostgres();
    try {
      assert.equal(startStamp(server), undefined, 'the left-over is ended');
      const place = path.dirname(path.dirname(await dataDirectory(next)));
      assert.ok(
        !dataDirectories(place).some((name) => name.startsWith(`data-${owner}-`)),
        'its data are gone',
      );
    } finally {
      await next.stop();
    }
  });

  it('leaves the server of a living owner alone', async () => {
    const { server, kill } = await startElsewhere(repository);
    const next = await startPostgres();
    assert.ok(startStamp(server));
    await next.stop();
    await kill();
    await (await startPostgres()).stop();
    assert.equal(startStamp(server), undefined);
  });

  it('does not take a stranger with a recycled process id for a left-over', async () => {
    const directory = path.join(root, 'data-999999-0123456789ab');
    mkdirSync(path.join(directory, 'data'), { recursive: true });
    const bystander = spawn('sleep', ['30']);
    writeFileSync(path.join(directory, 'data', 'postmaster.pid'), `${bystander.pid}\n`);
    assert.equal(await clearLeftovers(root), 1);
    assert.ok(startStamp(bystander.pid ?? 0), 'the bystander lives');
    assert.equal(existsSync(directory), false);
    bystander.kill();
  });
});

describe('a clone below a directory of mode 0700', () => {
  it('starts the server without touching the mode of the clone', async () => {
    const closed = mkdtempSync(path.join(scratch, 'closed-')); // mkdtemp makes it 0700
    const clone = path.join(closed, 'clone');
    for (const part of ['package.json', 'tsconfig.json', 'target/postgres']) {
      cpSync(path.join(repository, part), path.join(clone, part), { recursive: true });
    }
    symlinkSync(path.join(repository, 'node_modules'), path.join(clone, 'node_modules'));
    const { server, kill } = await startElsewhere(clone);
    assert.ok(startStamp(server));
    assert.ok(!commandLine(server).includes(closed), 'nothing of it runs from, or writes to, the clone');
    assert.equal(statSync(closed).mode & 0o777, 0o700);
    await kill();
    await (await startPostgres()).stop();
  });
});

describe('a cached directory', () => {
  it('is built once, and again when a file of it is missing', async () => {
    const place = path.join(scratch, 'cached');
    let built = 0;
    const build = (directory: string): void => {
      built += 1;
      writeFileSync(path.join(directory, 'one'), '1');
      writeFileSync(path.join(directory, 'two'), '2');
    };
    await cachedDirectory(place, build);
    const content = await cachedDirectory(place, build);
    assert.equal(built, 1);
    rmSync(path.join(content, 'two'));
    await cachedDirectory(place, build);
    assert.equal(built, 2);
    assert.equal(readFileSync(path.join(content, 'two'), 'utf8'), '2');
  });
});

/** The data directory of a running server, as the server itself names it. */
async function dataDirectory(server: Postgres): Promise<string> {
  const [row] = await query<{ setting: string }>(
    server.superuserUrl,
    `SELECT setting FROM pg_settings WHERE name = 'data_directory'`,
  );
  return row?.setting ?? '';
}
