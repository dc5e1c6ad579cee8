/** What the identity provider is told by its environment, validated once. */
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import type { Account, Organisation } from '../seed/accounts.ts';

/** Prefix of the custom claims; Auth0 drops custom claims without a namespace. */
export const CLAIMS = 'https://marketedge.example/';

export interface Config {
  /** Address of this service without a trailing slash; the issuer is this with one. */
  url: string;
  /** `iss` of every token. */
  issuer: string;
  /** Origin of the web application. */
  appUrl: string;
  port: number;
  /** `organization`: tokens carry `org_id`. `claim`: they carry the account's active tenant. */
  tenancy: 'organization' | 'claim';
  login: 'identifier' | 'combined';
  organisationPrompt: 'picker' | 'name';
  consent: boolean;
  /** Secret of the API's machine-to-machine client. */
  managementSecret: string;
  /** The private key to sign with; a new one is made when there is none. */
  signingKey: JWK | undefined;
  organisations: Organisation[];
  accounts: Account[];
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the environment and the seed file.
 *
 * @throws Error that names every variable that is missing or wrong
 */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const required = (name: string): string => {
    const value = environment[name];
    if (!value) problems.push(`${name} is not set`);
    return value ?? '';
  };
  const choice = <T extends string>(name: string, values: readonly [T, ...T[]]): T => {
    const given = environment[name] || values[0];
    const found = values.find((value) => value === given);
    if (!found) problems.push(`${name} is not one of ${values.join(', ')}`);
    return found ?? values[0];
  };
  const origin = (name: string): string => {
    const value = required(name);
    if (value && (!URL.canParse(value) || new URL(value).origin !== value)) {
      problems.push(`${name} is not an origin`);
    }
    return value;
  };
  const url = origin('IDP_URL');
  const config = {
    url,
    issuer: `${url}/`,
    appUrl: origin('APP_URL'),
    port: Number(required('PORT')),
    tenancy: choice('TARGET_TENANCY', ['organization', 'claim']),
    login: choice('TARGET_LOGIN', ['identifier', 'combined']),
    organisationPrompt: choice('TARGET_ORG_PROMPT', ['picker', 'name']),
    consent: choice('TARGET_CONSENT', ['0', '1']) === '1',
    managementSecret: required('MANAGEMENT_SECRET'),
  };
  const seedFile = required('SEED_FILE');
  if (!Number.isInteger(config.port) || config.port < 1 || config.port > 65535) {
    problems.push('PORT is not a port');
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
  const seed = JSON.parse(readFileSync(seedFile, 'utf8')) as Pick<Config, 'organisations' | 'accounts'>;
  const keyFile = environment['SIGNING_KEY_FILE'];
  const signingKey = keyFile ? (JSON.parse(readFileSync(keyFile, 'utf8')) as JWK) : undefined;
  return { ...config, signingKey, organisations: seed.organisations, accounts: seed.accounts };
}
