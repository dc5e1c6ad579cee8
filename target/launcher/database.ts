/** The database of one start: on the embedded server or on a given one, migrated and seeded. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  createDatabase,
  type DatabaseNames,
  dropDatabase,
  newNames,
  type ServerError,
  setReadOnly,
} from '../postgres/database.ts';
import { startPostgres } from '../postgres/index.ts';
import { LauncherError } from './options.ts';
import { writePrivately } from './state.ts';

/** Connections of one migrated and seeded database. */
export interface Storage {
  appUrl: string;
  platformUrl: string;
}

export interface RunningDatabase extends Storage {
  /** Of the embedded server; absent for a given one. */
  pid?: number;
  /** Resolves with one line when the embedded server ends; never for a given one. */
  ended: Promise<string>;
  /** Makes one more on the same server, with the same seed; it goes with the first. */
  another(): Promise<Storage>;
  /** Has new connections take no writes, or take them again. */
  readOnly: (on: boolean) => Promise<void>;
  stop(): Promise<void>;
}

/** What was made on somebody's server and not yet removed, so that a later start can do it. */
interface LedgerEntry {
  /** Host and port, without credentials. */
  server: string;
  names: DatabaseNames;
}

class Ledger {
  readonly #file: string;
  constructor(directory: string) {
    this.#file = path.join(directory, 'databases.json');
  }

  read(): LedgerEntry[] {
    if (!existsSync(this.#file)) return [];
    return JSON.parse(readFileSync(this.#file, 'utf8')) as LedgerEntry[];
  }

  add(entry: LedgerEntry): void {
    writePrivately(this.#file, JSON.stringify([...this.read(), entry]));
  }

  remove(database: string): void {
    const left = this.read().filter((entry) => entry.names.database !== database);
    if (left.length > 0) writePrivately(this.#file, JSON.stringify(left));
    else rmSync(this.#file, { force: true });
  }
}

function serverOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 5432}`;
}

/** Removes what killed starts left on this server; says so, and says what is left on another. */
async function clearLedger(
  ledger: Ledger,
  serverUrl: string | undefined,
  tell: (line: string) => void,
): Promise<void> {
  for (const { server, names } of ledger.read()) {
    if (serverUrl !== undefined && server === serverOf(serverUrl)) {
      try {
        await dropDatabase(serverUrl, names);
        ledger.remove(names.database);
        tell(`removed the database ${names.database}, which a killed run had left on ${server}`);
      } catch (error) {
        tell(`the database ${names.database} of a killed run is still there: ${(error as Error).message}`);
      }
    } else {
      tell(
        `a killed run left the database ${names.database} on ${server}; TARGET_DATABASE_URL of that server removes it`,
      );
    }
  }
}

/**
 * Starts or reaches the server, makes the database, migrates and seeds it.
 *
 * @param options.directory where the ledger of databases on given servers is kept
 * @param options.serverUrl a server to use instead of the embedded one
 * @param options.tell prints one line to the user
 * @throws Error with one line; nothing is left behind
 */
export async function startDatabase(options: {
  directory: string;
  serverUrl: string | undefined;
  seedFile: string;
  tell: (line: string) => void;
}): Promise<RunningDatabase> {
  const ledger = new Ledger(options.directory);
  const schema = import('../api/db/index.ts'); // loaded while the server starts
  schema.catch(() => undefined);
  await clearLedger(ledger, options.serverUrl, options.tell);
  const embedded = options.serverUrl === undefined ? await startPostgres() : undefined;
  const serverUrl = options.serverUrl ?? embedded?.superuserUrl ?? '';
  const made: DatabaseNames[] = [];
  const stop = async (): Promise<void> => {
    if (embedded) return embedded.stop();
    for (const names of made.splice(0)) {
      await dropDatabase(serverUrl, names);
      ledger.remove(names.database);
    }
  };
  const make = async (): Promise<Storage & { ownerUrl: string }> => {
    const names = newNames();
    // The embedded server goes with all it holds; a given one keeps what is not dropped.
    if (!embedded) ledger.add({ server: serverOf(serverUrl), names });
    made.push(names);
    const database = await createDatabase(serverUrl, names).catch((error: ServerError) => {
      if (!embedded && !error.leftBehind) ledger.remove(names.database);
      throw new LauncherError(embedded ? error.message : `TARGET_DATABASE_URL: ${error.message}`);
    });
    const { migrate, seed } = await schema;
    await migrate(database.ownerUrl, { appRole: names.appRole, platformRole: names.platformRole });
    await seed(database.ownerUrl, options.seedFile);
    const { appUrl, platformUrl, ownerUrl } = database;
    return { appUrl, platformUrl, ownerUrl };
  };
  try {
    const { appUrl, platformUrl, ownerUrl } = await make();
    return {
      appUrl,
      platformUrl,
      ...(embedded ? { pid: embedded.pid } : {}),
      ended: embedded ? embedded.ended : new Promise(() => undefined),
      another: make,
      readOnly: (on) => setReadOnly(ownerUrl, on),
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined); // stays in the ledger; the first failure is the one to report
    throw error;
  }
}
