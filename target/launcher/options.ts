/** What the launcher may be told, by the environment or `.env`, and what it says about mistakes. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'dotenv';

/** A mistake of the user or the machine; printed as one line, without a stack. */
export class LauncherError extends Error {
  readonly exitCode: number;
  /** @param exitCode 2 for a mistake in the configuration, 1 for anything else */
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export type ServiceName = 'idp' | 'api' | 'web';

/** `standalone` is for people and lasts until Ctrl-C; `run` belongs to one run of the suite. */
export type Mode = 'standalone' | 'run';

export interface Options {
  mode: Mode;
  /** Directory of the state, the seed file and the variables for the suite. */
  directory: string;
  tenancy: 'organization' | 'claim';
  login: 'identifier' | 'combined';
  organisationPrompt: 'picker' | 'name';
  consent: '0' | '1';
  /** The instance itself is over TLS; a second one, which is woken when it is asked for, otherwise. */
  tls: '0' | '1';
  /** A PostgreSQL server to use instead of the embedded one. */
  databaseUrl?: string | undefined;
  /** Requests per 10 s and person or address; the API's own default when absent. */
  rateLimit?: string | undefined;
  /** How many organisations there are; the four of the seed when absent. */
  tenants?: number | undefined;
  ports: Partial<Record<ServiceName, number>>;
}

export const USAGE = `Usage: npm run target [-- options]

Starts the embedded application: identity provider, API with PostgreSQL, and web app, on free loopback ports.
It runs until Ctrl-C; \`npm run e2e\` in another terminal uses it.

Options:
  --directory <path>   where to keep the state (default .target)
  --help               this text

Variables, in the environment or in .env:
  TARGET_TENANCY       organization (default) or claim: how an access token names the tenant
  TARGET_LOGIN         identifier (default: e-mail first, then password) or combined (one page)
  TARGET_ORG_PROMPT    picker (default) or name: how people of several organisations choose
  TARGET_CONSENT       0 (default) or 1: ask for consent at the first sign-in
  TARGET_TLS           0 (default) or 1: everything over TLS, on app.localhost, api.localhost and idp.localhost
  TARGET_DATABASE_URL  a PostgreSQL server to use; a database is made there, and dropped at the end
  TARGET_APP_PORT, TARGET_API_PORT, TARGET_IDP_PORT   fixed ports
  TARGET_RATE_LIMIT    requests per 10 s that the API allows one person
  TARGET_TENANTS       how many organisations there are (default 4); for measuring what one costs
`;

type Settings = Record<string, string | undefined>;

/** The environment over `.env`; a variable set to nothing counts as not set. */
export function readSettings(root: string, environment: Settings = process.env): Settings {
  const file = path.join(root, '.env');
  const settings: Settings = existsSync(file) ? parse(readFileSync(file)) : {};
  for (const [name, value] of Object.entries(environment)) if (value) settings[name] = value;
  return settings;
}

/** A message that names everything that is wrong, each with its variable. */
class Reader {
  readonly problems: string[] = [];
  readonly #settings: Settings;
  constructor(settings: Settings) {
    this.#settings = settings;
  }

  text(name: string): string | undefined {
    return this.#settings[name]?.trim() || undefined;
  }

  choice<T extends string>(name: string, values: readonly [T, ...T[]]): T {
    const given = this.text(name);
    const found = values.find((value) => value === given);
    if (given !== undefined && found === undefined) {
      this.problems.push(`${name}: "${given}" is not one of ${values.join(', ')}`);
    }
    return found ?? values[0];
  }

  number(name: string, low: number, high: number): number | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    this.problems.push(`${name}: "${given}" is not a whole number from ${low} to ${high}`);
    return undefined;
  }

  server(name: string): string | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    // The value holds a password, so it is never repeated.
    if (/^postgres(?:ql)?:\/\//.test(given) && URL.canParse(given) && new URL(given).hostname !== '')
      return given;
    this.problems.push(`${name}: not of the form postgresql://user:password@host:port/database`);
    return undefined;
  }
}

/**
 * Reads the command line and the settings.
 *
 * @returns the options, or `help`
 * @throws LauncherError that names every mistake
 */
export function readOptions(args: string[], settings: Settings, root: string): Options | 'help' {
  let values: { mode?: string | undefined; directory?: string | undefined; help?: boolean | undefined };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        mode: { type: 'string' },
        directory: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new LauncherError(`${(error as Error).message.split('. To ')[0]} (--help lists the options)`, 2);
  }
  if (values.help) return 'help';
  const reader = new Reader(settings);
  if (values.mode !== undefined && values.mode !== 'standalone' && values.mode !== 'run') {
    reader.problems.push(`--mode: "${values.mode}" is not one of standalone, run`);
  }
  const ports = {
    web: reader.number('TARGET_APP_PORT', 1, 65535),
    api: reader.number('TARGET_API_PORT', 1, 65535),
    idp: reader.number('TARGET_IDP_PORT', 1, 65535),
  };
  const given = Object.values(ports).filter((port) => port !== undefined);
  if (new Set(given).size < given.length) {
    reader.problems.push('TARGET_APP_PORT, TARGET_API_PORT and TARGET_IDP_PORT must differ');
  }
  const options: Options = {
    mode: values.mode === 'run' ? 'run' : 'standalone',
    directory: path.resolve(root, values.directory ?? '.target'),
    tenancy: reader.choice('TARGET_TENANCY', ['organization', 'claim']),
    login: reader.choice('TARGET_LOGIN', ['identifier', 'combined']),
    organisationPrompt: reader.choice('TARGET_ORG_PROMPT', ['picker', 'name']),
    consent: reader.choice('TARGET_CONSENT', ['0', '1']),
    tls: reader.choice('TARGET_TLS', ['0', '1']),
    databaseUrl: reader.server('TARGET_DATABASE_URL'),
    rateLimit: reader.number('TARGET_RATE_LIMIT', 1, 1_000_000_000)?.toString(),
    tenants: reader.number('TARGET_TENANTS', 1, 99),
    ports,
  };
  if (reader.problems.length > 0) throw new LauncherError(reader.problems.join('\n'), 2);
  return options;
}
