/**
 * A database of the target's own on any PostgreSQL server, and the three roles that use it. The embedded server and
 * one named by `TARGET_DATABASE_URL` take the same path, so what holds on one holds on the other.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The names that a start takes on a server; enough to remove it all later. */
export interface DatabaseNames {
  database: string;
  /** Owns the tables; runs the migrations and nothing else. */
  ownerRole: string;
  /** The application's own role: owns nothing, is bound by row level security. */
  appRole: string;
  /** For the platform's own people: owns nothing either. */
  platformRole: string;
}

export interface TargetDatabase extends DatabaseNames {
  ownerUrl: string;
  appUrl: string;
  platformUrl: string;
  /** Removes the database, its connections and the roles. */
  drop(): Promise<void>;
}

const NAMES = /^marketedge_[a-z_]*[0-9a-f]{12}$/;

/** New names, fit for the server whoever else uses it. */
export function newNames(): DatabaseNames {
  const suffix = randomBytes(6).toString('hex');
  return {
    database: `marketedge_${suffix}`,
    ownerRole: `marketedge_owner_${suffix}`,
    appRole: `marketedge_app_${suffix}`,
    platformRole: `marketedge_platform_${suffix}`,
  };
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** A server said no; one line. */
export class ServerError extends Error {
  /** Whether a database or a role may have been made and is still there. */
  readonly leftBehind: boolean;
  constructor(cause: unknown, leftBehind: boolean) {
    const { message, code } = cause as Error & { code?: string };
    const permission = code === '42501' ? ' (its user needs the rights CREATEDB and CREATEROLE)' : '';
    super(`PostgreSQL: ${message || code || 'no connection'}${permission}`);
    this.leftBehind = leftBehind;
  }
}

/**
 * Removes what a start made. Names that this module would not give are refused: it runs on other people's servers.
 *
 * @throws ServerError when the server cannot be reached or refuses
 */
export async function dropDatabase(serverUrl: string, names: DatabaseNames): Promise<void> {
  const roles = [names.appRole, names.platformRole, names.ownerRole];
  const foreign = [names.database, ...roles].find((name) => !NAMES.test(name));
  if (foreign) throw new Error(`PostgreSQL: will not drop "${foreign}", which is not of the target's making`);
  try {
    await withClient(serverUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${names.database} WITH (FORCE)`);
      for (const role of roles) await client.query(`DROP ROLE IF EXISTS ${role}`);
    });
  } catch (error) {
    throw new ServerError(error, true);
  }
}

/**
 * Has every new connection take no writes, as a database that is full and was made read-only; or take them again.
 *
 * @param ownerUrl of the role that owns the database
 */
export async function setReadOnly(ownerUrl: string, on: boolean): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query('SET default_transaction_read_only = off');
    const database = pg.escapeIdentifier(client.database ?? '');
    await client.query(
      `ALTER DATABASE ${database} ${on ? 'SET default_transaction_read_only = on' : 'RESET default_transaction_read_only'}`,
    );
  });
}

/**
 * Makes the database and its roles, with passwords of this start.
 *
 * @param serverUrl a user that may create databases and roles; need not be a superuser
 * @param names see {@link newNames}; given by the caller so that it can write them down first
 * @throws ServerError when the server cannot be reached or refuses
 */
export async function createDatabase(serverUrl: string, names: DatabaseNames): Promise<TargetDatabase> {
  const urlFor = (role: string, password: string): string => {
    const url = new URL(serverUrl);
    url.username = role;
    url.password = password;
    url.pathname = `/${names.database}`;
    return url.href;
  };
  const passwords = [0, 1, 2].map(() => randomBytes(24).toString('base64url')) as [string, string, string];
  const roles = [names.ownerRole, names.appRole, names.platformRole];
  let begun = false;
  try {
    await withClient(serverUrl, async (client) => {
      begun = true;
      for (const [index, role] of roles.entries()) {
        await client.query(
          `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${passwords[index]}'`,
        );
      }
      // Whoever is no superuser may give a database only to a role that it belongs to.
      await client.query(`GRANT ${names.ownerRole} TO CURRENT_USER`);
      await client.query(
        `CREATE DATABASE ${names.database} OWNER ${names.ownerRole} ENCODING 'UTF8' TEMPLATE template0`,
      );
      await client.query(`REVOKE ALL ON DATABASE ${names.database} FROM PUBLIC`);
      await client.query(
        `GRANT CONNECT ON DATABASE ${names.database} TO ${names.appRole}, ${names.platformRole}`,
      );
    });
  } catch (error) {
    // The first failure is the one to report.
    const cleared = dropDatabase(serverUrl, names).then(
      () => true,
      () => false,
    );
    throw new ServerError(error, begun && !(await cleared));
  }
  return {
    ...names,
    ownerUrl: urlFor(names.ownerRole, passwords[0]),
    appUrl: urlFor(names.appRole, passwords[1]),
    platformUrl: urlFor(names.platformRole, passwords[2]),
    drop: () => dropDatabase(serverUrl, names),
  };
}
