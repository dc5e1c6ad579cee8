/** The environment of the API, read and checked once. */
export interface Config {
  port: number;
  appUrl: string;
  apiUrl: string;
  idpUrl: string;
  databaseUrl: string;
  platformDatabaseUrl: string;
  managementSecret: string;
  tenancy: 'organization' | 'claim';
  /** Requests per ten seconds and person, or address for whoever is not signed in. */
  rateLimit: number;
}

export const AUDIENCE = 'https://api.marketedge.example';
export const CLAIMS = 'https://marketedge.example/';
/** The registered clients whose access tokens are accepted. */
export const CLIENTS: readonly string[] = ['marketedge-web', 'marketedge-kiosk'];

/**
 * @param env usually `process.env`
 * @throws Error that names every variable that is missing or wrong
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const wrong: string[] = [];
  const text = (name: string): string => {
    const value = env[name];
    if (!value) wrong.push(name);
    return value ?? '';
  };
  const origin = (name: string): string => {
    const value = text(name);
    if (value && (!URL.canParse(value) || new URL(value).origin !== value)) wrong.push(name);
    return value;
  };
  const whole = (name: string, fallback?: string): number => {
    const value = env[name] ?? fallback ?? '';
    if (!/^[1-9]\d{0,6}$/.test(value)) wrong.push(name);
    return Number(value);
  };
  const tenancy = env['TARGET_TENANCY'] ?? 'organization';
  if (tenancy !== 'organization' && tenancy !== 'claim') wrong.push('TARGET_TENANCY');
  const config: Config = {
    port: whole('PORT'),
    appUrl: origin('APP_URL'),
    apiUrl: origin('API_URL'),
    idpUrl: origin('IDP_URL'),
    databaseUrl: text('DATABASE_URL'),
    platformDatabaseUrl: text('PLATFORM_DATABASE_URL'),
    managementSecret: text('MANAGEMENT_SECRET'),
    tenancy: tenancy === 'claim' ? 'claim' : 'organization',
    rateLimit: whole('TARGET_RATE_LIMIT', '2000'),
  };
  if (wrong.length > 0) throw new Error(`api: missing or wrong: ${[...new Set(wrong)].join(', ')}`);
  return config;
}
