/** What this deployment is, read at start from /config.json. */

export interface AppConfig {
  /** The identity provider: a host name, or an origin without a trailing slash. */
  domain: string;
  clientId: string;
  audience: string;
  /** Origin of the API. */
  apiUrl: string;
  tenancy: 'organization' | 'claim';
}

function isAppConfig(value: unknown): value is AppConfig {
  if (typeof value !== 'object' || value === null) return false;
  const config = value as Record<string, unknown>;
  const texts = [config.domain, config.clientId, config.audience, config.apiUrl];
  return (
    texts.every((text) => typeof text === 'string' && text !== '') &&
    (config.tenancy === 'organization' || config.tenancy === 'claim')
  );
}

/**
 * Loads the configuration.
 * @throws Error when it cannot be loaded or is incomplete
 */
export async function loadConfig(): Promise<AppConfig> {
  const response = await fetch('/config.json', { cache: 'no-store', credentials: 'omit' });
  const config: unknown = response.ok ? await response.json() : undefined;
  if (!isAppConfig(config)) throw new Error('The configuration could not be loaded.');
  return config;
}
