/**
 * The embedded PostgreSQL: the real server, installed by npm, started on a free loopback port with data of its own
 * and gone without a trace when it is stopped.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createInstance, removeInstance, type Server, startServer } from './cluster.ts';
import { clearLeftovers } from './leftovers.ts';
import { endProcess, startStamp } from './processes.ts';
import { prepareRuntime } from './runtime.ts';

export interface Postgres {
  /** `postgresql://` URL of the superuser, with a password made for this start. */
  superuserUrl: string;
  port: number;
  pid: number;
  /** Resolves with one line on how the server ended, whoever ended it. */
  ended: Promise<string>;
  /** Ends the server with its connections and removes its data; may be called twice. */
  stop(): Promise<void>;
}

const PORT_TAKEN = /could not create any TCP\/IP sockets|could not bind/i;

/** Gives the superuser a password of this start: the prepared data directory is shared by all of them. */
async function renewPassword(server: Server): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const url = (secret: string): string => `postgresql://postgres:${secret}@127.0.0.1:${server.port}/postgres`;
  const client = new pg.Client({ connectionString: url(server.preparedPassword) });
  await client.connect();
  try {
    await client.query(`ALTER ROLE postgres PASSWORD '${password}'`);
  } finally {
    await client.end();
  }
  return url(password);
}

/**
 * Starts a server with empty databases. Also ends what an earlier, killed owner left running.
 *
 * @param options.root keep binaries and data below this directory instead of the system's temporary one
 * @throws Error with one readable line
 */
export async function startPostgres(options: { root?: string } = {}): Promise<Postgres> {
  const runtime = await prepareRuntime(options.root);
  await clearLeftovers(runtime.root);
  const { instance, password } = await createInstance(runtime);
  try {
    let server: Server | undefined;
    for (let attempt = 1; !server; attempt += 1) {
      try {
        server = await startServer(runtime, instance, password);
      } catch (error) {
        // Between choosing a port and taking it, somebody else may have done so.
        if (attempt === 3 || !PORT_TAKEN.test((error as Error).message)) throw error;
      }
    }
    const { pid, port, ended } = server;
    const record = { pid, stamp: startStamp(pid) };
    const stop = async (): Promise<void> => {
      // SIGINT is the "fast" shutdown: connections are closed, nothing is waited for.
      await endProcess(record, [
        ['SIGINT', 5000],
        ['SIGQUIT', 2000],
        ['SIGKILL', 2000],
      ]);
      await removeInstance(instance);
    };
    try {
      return { superuserUrl: await renewPassword(server), port, pid, ended, stop };
    } catch (error) {
      await stop();
      throw new Error(`PostgreSQL: the first connection failed: ${(error as Error).message}`, {
        cause: error,
      });
    }
  } catch (error) {
    await removeInstance(instance);
    throw error;
  }
}
