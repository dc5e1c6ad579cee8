/**
 * The one place that reads the environment: the process's own variables, then `.env`, then, when no application is
 * named, the file that the embedded target wrote at its start.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import type { Policy, Tenancy } from '../../policy/types.ts';
import { UserFault } from '../fault.ts';
import { handedOver } from '../policy/handover.ts';
import { loadPolicy } from '../policy/load.ts';
import { compileOwn } from '../schema.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
const EMBEDDED_ENV = resolve(ROOT, '.target/target.env');
const BROWSERS_FILE = resolve(ROOT, '.cache/browsers.json');
/** Two are best on two cores, and leave room for the target. */
const DEFAULT_WORKERS = '2';
const DEFAULT_POLICY = 'policy/marketedge.yaml';

export const BROWSERS = ['chromium', 'firefox', 'webkit'] as const;
export type BrowserName = (typeof BROWSERS)[number];

export interface Credentials {
  email: string;
  password: string;
  /** Base32 secret of the one-time code, where the identity has one. */
  totpSecret?: string;
}

export interface Origins {
  /** Origin of the application, without a trailing slash. */
  appUrl: string;
  apiUrl: string;
  /** Origin of the identity provider, without a trailing slash. */
  auth0Url: string;
}

export interface Settings extends Origins {
  clientId: string;
  audience: string;
  /** Another API of the same Auth0 tenant, for the foreign-audience check. */
  otherAudience?: string;
  /** An application whose access tokens live for seconds, for the expired-token check. */
  shortLivedClientId?: string;
  /** An application of the same Auth0 tenant that may ask for the API's audience and is none of the API's own. */
  otherClientId?: string;
  /** The private key of a test deployment, as a JSON Web Key: for tokens that are right in everything but one claim. */
  tokenSigningKeyFile?: string;
  tenancy: Tenancy;
  auditDatabaseUrl?: string;
  /** The application's own role, where the connection of the audit is another one's. */
  auditDatabaseRole?: string;
  faultProxyUrl?: string;
  /** The application over TLS: another instance of it with the same accounts, or itself. Absent where there is neither. */
  overTls?: Origins;
  /** Certificate of an authority that is trusted besides the usual ones, as PEM. */
  authority?: string;
  browsers: BrowserName[];
  /** What the set-up found for each browser; a browser that is missing here is left to Playwright. */
  found: Partial<Record<BrowserName, FoundBrowser>>;
  /** Playwright workers; 2 unless WORKERS says otherwise. */
  workers: number;
  /** Every ordered pair of tenants for every operation and role (`--all-pairs`). */
  allPairs: boolean;
  /** A window on the screen was asked for (`--headed`, `--ui`), which a headless shell cannot give. */
  headed: boolean;
  /** False when `SENSORS=off`: for measuring what the sensors cost. Such a run is never GO. */
  sensors: boolean;
  policyFile: string;
  policy: Policy;
  /** By identity of the policy; an identity that is missing here blocks the cells that need it. */
  credentials: ReadonlyMap<string, Credentials>;
}

export interface FoundBrowser {
  available: boolean;
  executablePath?: string;
  /** A browser that can open windows and has a back/forward cache, where `executablePath` has neither. */
  fullExecutablePath?: string;
  /** Why there is no such browser. */
  fullReason?: string;
  /** Why it is not available. */
  reason?: string;
}

type Environment = Record<string, string | undefined>;

const DOMAIN_RULE = { type: 'string', pattern: '^(https?://)?[A-Za-z0-9.-]+(:\\d+)?/?$' } as const;
const SECURE_URL_RULE = { type: 'string', format: 'uri', pattern: '^https://[^/?#]+/?$' } as const;
const URL_RULE = { type: 'string', format: 'uri', pattern: '^https?://[^/?#]+/?$' } as const;

/** JSON Schema of the environment. */
export const SCHEMA = {
  type: 'object',
  required: ['APP_URL', 'API_URL', 'AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_AUDIENCE'],
  properties: {
    APP_URL: URL_RULE,
    API_URL: URL_RULE,
    AUTH0_DOMAIN: DOMAIN_RULE,
    AUTH0_CLIENT_ID: { type: 'string', minLength: 1 },
    AUTH0_AUDIENCE: { type: 'string', minLength: 1 },
    TENANCY: { enum: ['organization', 'claim'] },
    BROWSERS: { type: 'string', pattern: '^(chromium|firefox|webkit)(,(chromium|firefox|webkit))*$' },
    AUDIT_DATABASE_URL: { type: 'string', pattern: '^postgres(ql)?://' },
    FAULT_PROXY_URL: URL_RULE,
    TLS_APP_URL: SECURE_URL_RULE,
    TLS_API_URL: SECURE_URL_RULE,
    TLS_AUTH0_DOMAIN: DOMAIN_RULE,
    SENSORS: { enum: ['on', 'off'] },
    WORKERS: { type: 'string', pattern: '^[1-9]\\d?$' },
  },
  dependencies: {
    TLS_APP_URL: ['TLS_API_URL', 'TLS_AUTH0_DOMAIN'],
    TLS_API_URL: ['TLS_APP_URL', 'TLS_AUTH0_DOMAIN'],
    TLS_AUTH0_DOMAIN: ['TLS_APP_URL', 'TLS_API_URL'],
  },
} as const;

const EXPECTED: Record<string, string> = {
  APP_URL: 'the origin of the application, for example https://app.example.com',
  API_URL: 'the origin of its API, for example https://api.example.com',
  AUTH0_DOMAIN: 'the domain of the Auth0 tenant, for example example.eu.auth0.com',
  AUTH0_CLIENT_ID: 'the client id of the single-page application in Auth0',
  AUTH0_AUDIENCE: 'the identifier of the API in Auth0',
  TENANCY: 'organization or claim',
  BROWSERS: 'a list of chromium, firefox and webkit with commas and no spaces',
  AUDIT_DATABASE_URL: 'a PostgreSQL connection of the role that the application uses, postgresql://…',
  SENSORS: 'on or off',
  WORKERS: 'a number from 1 to 99',
  TLS_APP_URL: 'the origin of the application over TLS, https://…',
  TLS_API_URL: 'the origin of its API over TLS, https://…',
  TLS_AUTH0_DOMAIN: 'the domain of its identity provider over TLS',
  TLS_CA_FILE: 'a file with the certificate of an authority, as PEM',
  FAULT_PROXY_URL: 'the control address of the fault proxy, for example http://localhost:9000',
};

const CREDENTIAL = /^USER_([A-Z0-9_]+)_(EMAIL|PASSWORD|TOTP_SECRET)$/;

/** `hotel-spare1` becomes `HOTEL_SPARE1`. */
function variableName(identity: string): string {
  return identity.toUpperCase().replaceAll('-', '_');
}

function present(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}

/**
 * Merges the process's environment over `.env`, and both over the embedded target's file when APP_URL is not set. A run
 * that is to take place on the embedded target, whatever `.env` describes, has everything in the environment.
 */
export function readEnvironment(): Record<string, string> {
  const own = resolve(ROOT, '.env');
  const counts = process.env['BULKHEAD_EMBEDDED'] !== '1' && existsSync(own);
  const merged = present({ ...(counts ? parse(readFileSync(own)) : {}), ...present(process.env) });
  if (merged['APP_URL'] || !existsSync(EMBEDDED_ENV)) return merged;
  return { ...parse(readFileSync(EMBEDDED_ENV)), ...merged };
}

function mistakesIn(environment: Record<string, string>): string[] {
  const validate = compileOwn(SCHEMA);
  if (validate(environment)) return [];
  const names = (validate.errors ?? []).map((error) =>
    error.keyword === 'required' || error.keyword === 'dependencies'
      ? { name: (error.params as { missingProperty: string }).missingProperty, is: 'is missing' }
      : { name: error.instancePath.slice(1), is: 'is not valid' },
  );
  const unique = new Map(names.map(({ name, is }) => [name, is]));
  return [...unique].map(([name, is]) => `${name} ${is}: expected ${EXPECTED[name] ?? 'another value'}`);
}

function readCredentials(
  environment: Record<string, string>,
  policy: Policy,
): { credentials: Map<string, Credentials>; mistakes: string[] } {
  const byVariable = new Map(Object.keys(policy.identities).map((name) => [variableName(name), name]));
  const mistakes: string[] = [];
  for (const name of Object.keys(environment)) {
    const match = CREDENTIAL.exec(name);
    if (match && !byVariable.has(match[1] as string))
      mistakes.push(`${name} names no identity of the policy`);
  }
  const credentials = new Map<string, Credentials>();
  for (const [variable, identity] of byVariable) {
    const email = environment[`USER_${variable}_EMAIL`];
    const password = environment[`USER_${variable}_PASSWORD`];
    const totpSecret = environment[`USER_${variable}_TOTP_SECRET`];
    if (email && password)
      credentials.set(identity, { email, password, ...(totpSecret ? { totpSecret } : {}) });
    else if (email)
      mistakes.push(`USER_${variable}_PASSWORD is missing: expected the password of ${identity}`);
    else if (password || totpSecret)
      mistakes.push(`USER_${variable}_EMAIL is missing: expected the e-mail of ${identity}`);
  }
  return { credentials, mistakes };
}

/** What the set-up found; nothing when it was not run. */
export function foundBrowsers(): Settings['found'] {
  if (!existsSync(BROWSERS_FILE)) return {};
  return (JSON.parse(readFileSync(BROWSERS_FILE, 'utf8')) as { browsers?: Settings['found'] }).browsers ?? {};
}

/** The authority of `TLS_CA_FILE`, or what is wrong with it. */
function readAuthority(file: string | undefined): { authority?: string; mistakes: string[] } {
  if (file === undefined) return { mistakes: [] };
  try {
    const authority = readFileSync(resolve(ROOT, file), 'utf8');
    if (new X509Certificate(authority).ca) return { authority, mistakes: [] };
  } catch {
    // said below, with everything else that it can be
  }
  return { mistakes: [`TLS_CA_FILE is not valid: expected ${EXPECTED['TLS_CA_FILE'] ?? ''}`] };
}

/** Where the application is reached over TLS: where it is said, or everywhere. */
function overTls(environment: Record<string, string>): { overTls?: Origins } {
  const own = ['APP_URL', 'API_URL', 'AUTH0_DOMAIN'];
  const said = environment['TLS_APP_URL'] !== undefined;
  const [appUrl = '', apiUrl = '', auth0Url = ''] = own.map((name) =>
    origin(environment[said ? `TLS_${name}` : name] ?? ''),
  );
  const isSecure = [appUrl, apiUrl, auth0Url].every((url) => url.startsWith('https:'));
  return isSecure ? { overTls: { appUrl, apiUrl, auth0Url } } : {};
}

function origin(url: string): string {
  return new URL(/^https?:\/\//.test(url) ? url : `https://${url}`).origin;
}

/**
 * The settings of this run.
 *
 * @throws UserFault (exit code 2) that lists every mistake with the name of its variable and what was expected
 */
export function readSettings(environment: Record<string, string> = readEnvironment()): Settings {
  const mistakes = mistakesIn(environment);
  const policyFile = resolve(ROOT, environment['POLICY'] ?? DEFAULT_POLICY);
  let policy: Policy | undefined;
  let credentials = new Map<string, Credentials>();
  try {
    policy = handedOver(environment) ?? loadPolicy(policyFile);
    const read = readCredentials(environment, policy);
    credentials = read.credentials;
    mistakes.push(...read.mistakes);
  } catch (error) {
    if (!(error instanceof UserFault)) throw error;
    mistakes.push(error.message);
  }
  const { authority, mistakes: ofAuthority } = readAuthority(environment['TLS_CA_FILE']);
  mistakes.push(...ofAuthority);
  if (mistakes.length > 0 || !policy) {
    throw new UserFault(
      `The configuration cannot be used:\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  const value = (name: string): string => environment[name] as string;
  const optional = <K extends string>(key: K, name: string): Partial<Record<K, string>> =>
    environment[name] ? ({ [key]: environment[name] } as Record<K, string>) : {};
  return {
    appUrl: origin(value('APP_URL')),
    apiUrl: origin(value('API_URL')),
    auth0Url: origin(value('AUTH0_DOMAIN')),
    clientId: value('AUTH0_CLIENT_ID'),
    audience: value('AUTH0_AUDIENCE'),
    ...optional('otherAudience', 'AUTH0_OTHER_AUDIENCE'),
    ...optional('shortLivedClientId', 'AUTH0_SHORT_LIVED_CLIENT_ID'),
    ...optional('otherClientId', 'AUTH0_OTHER_CLIENT_ID'),
    ...optional('tokenSigningKeyFile', 'TOKEN_SIGNING_KEY_FILE'),
    ...optional('auditDatabaseUrl', 'AUDIT_DATABASE_URL'),
    ...optional('auditDatabaseRole', 'AUDIT_DATABASE_ROLE'),
    ...optional('faultProxyUrl', 'FAULT_PROXY_URL'),
    ...overTls(environment),
    ...(authority ? { authority } : {}),
    tenancy: (environment['TENANCY'] as Tenancy | undefined) ?? policy.tenancy,
    browsers: (environment['BROWSERS'] ?? 'chromium').split(',') as BrowserName[],
    found: foundBrowsers(),
    workers: Number(environment['WORKERS'] ?? DEFAULT_WORKERS),
    allPairs: environment['ALL_PAIRS'] === '1',
    headed: environment['BULKHEAD_HEADED'] === '1',
    sensors: environment['SENSORS'] !== 'off',
    policyFile,
    policy,
    credentials,
  };
}
