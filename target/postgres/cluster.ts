/** One start of the server: a fresh copy of a prepared data directory, and the process on it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './ports.ts';
import { describeProcess } from './processes.ts';
import { cachedDirectory, type Runtime } from './runtime.ts';

/** Everything here is thrown away at the end, so durability is traded for speed; isolation and types are not. */
const INITDB = [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--locale=C.UTF-8',
  '--wal-segsize=1',
  '--no-data-checksums',
  '--no-sync',
  '--no-instructions',
];

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  min_wal_size: '2MB',
  max_wal_size: '64MB',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  password_encryption: 'scram-sha-256',
  // A statement can hold what nobody should read in a terminal.
  log_min_error_statement: 'panic',
  log_statement: 'none',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
const READY = 'database system is ready to accept connections';
const START_TIMEOUT = 20_000;

/** A data directory with its owner's record beside it, so that the next start can tell whether it is in use. */
export interface Instance {
  directory: string;
  data: string;
}

/** A running server. */
export interface Server {
  process: ChildProcess;
  pid: number;
  port: number;
  /** The password with which the data directory was prepared; to be replaced before anything else. */
  preparedPassword: string;
  /** Resolves with one line on how it ended. */
  ended: Promise<string>;
}

function run(command: string, args: string[], runtime: Runtime): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...runtime.runAs,
      cwd: '/',
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', (error) =>
      reject(new Error(`PostgreSQL: ${path.basename(command)}: ${error.message}`)),
    );
    child.once('close', (code) => {
      const last = errors.trim().split('\n').slice(-3).join(' / ');
      if (code === 0) resolve();
      else reject(new Error(`PostgreSQL: ${path.basename(command)} failed with ${code}: ${last}`));
    });
  });
}

/** The data directory as `initdb` leaves it, made once per version and kept. */
async function template(runtime: Runtime): Promise<string> {
  const key = createHash('sha256').update(INITDB.join('\n')).digest('hex').slice(0, 8);
  return cachedDirectory(path.join(runtime.root, `template-${runtime.version}-${key}`), async (draft) => {
    const password = path.join(draft, 'password');
    const data = path.join(draft, 'data');
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    mkdirSync(data, { mode: 0o700 });
    if ('uid' in runtime.runAs) {
      chownSync(data, runtime.runAs.uid, runtime.runAs.gid);
      chownSync(password, runtime.runAs.uid, runtime.runAs.gid);
    }
    await run(
      path.join(runtime.native, 'bin', 'initdb'),
      [...INITDB, `--pgdata=${data}`, `--pwfile=${password}`],
      runtime,
    );
    // From here on only the one who starts servers needs it.
    if ('uid' in runtime.runAs) chownSync(password, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  });
}

/** A fresh data directory of this process. */
export async function createInstance(runtime: Runtime): Promise<{ instance: Instance; password: string }> {
  const prepared = await template(runtime);
  const directory = path.join(runtime.root, `data-${process.pid}-${randomBytes(6).toString('hex')}`);
  mkdirSync(directory);
  chmodSync(directory, 'uid' in runtime.runAs ? 0o711 : 0o700);
  writeFileSync(path.join(directory, 'owner.json'), JSON.stringify(describeProcess(process.pid)), {
    mode: 0o600,
  });
  const data = path.join(directory, 'data');
  // `-p` keeps the owner and the modes, on which the server insists.
  await run('cp', ['-Rp', path.join(prepared, 'data'), data], { ...runtime, runAs: {} });
  return {
    instance: { directory, data },
    password: readFileSync(path.join(prepared, 'password'), 'utf8'),
  };
}

/** Starts the server on a data directory; resolves once it accepts connections. */
export async function startServer(runtime: Runtime, instance: Instance, password: string): Promise<Server> {
  const port = await freePort();
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    path.join(runtime.native, 'bin', 'postgres'),
    ['-D', instance.data, '-p', String(port), ...settings],
    {
      ...runtime.runAs,
      cwd: '/',
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own: Ctrl-C must reach the services before it reaches their database.
      detached: true,
    },
  );
  const lines: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  const ready = new Promise<undefined>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      lines.push(...chunk.toString().trimEnd().split('\n'));
      lines.splice(0, lines.length - 20);
      if (lines.some((line) => line.includes(READY))) resolve(undefined);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not ready after ${START_TIMEOUT / 1000} s`), START_TIMEOUT);
  });
  const failure = await Promise.race([ready, ended, late]);
  clearTimeout(timer);
  if (failure !== undefined || child.pid === undefined) {
    child.kill('SIGKILL');
    const reason =
      lines.filter((line) => /FATAL|ERROR|error while loading/.test(line)).at(-1) ?? lines.at(-1) ?? '';
    throw new Error(
      `PostgreSQL: ${failure ?? 'no process'}${reason ? `: ${reason.replace(/^.*?(FATAL|ERROR): */, '')}` : ''}`,
    );
  }
  return { process: child, pid: child.pid, port, preparedPassword: password, ended };
}

/** Removes a data directory; it may already be gone. */
export async function removeInstance(instance: Pick<Instance, 'directory'>): Promise<void> {
  await rm(instance.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
