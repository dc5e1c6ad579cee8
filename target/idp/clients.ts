/** Applications and APIs that are registered here. */
import type { ClientMetadata } from 'oidc-provider';
import type { Config } from './config.ts';

export const MARKET_API = 'https://api.marketedge.example';
/** A second API of the same tenant: its tokens are good there and nowhere else. */
export const BILLING_API = 'https://billing.marketedge.example';

export const MANAGEMENT_CLIENT = 'marketedge-api';
const KIOSK_CLIENT = 'marketedge-kiosk';
/** A partner's application: it may sign our people in, and its tokens open nothing at the market API. */
const PARTNER_CLIENT = 'marketedge-partner';

const DAY = 24 * 3600;

export const CLIENT_NAME = 'MarketEdge';

export const SCOPES = ['openid', 'profile', 'email', 'offline_access'];

export const managementApi = (config: Config): string => `${config.url}/api/v2/`;
export const userinfoApi = (config: Config): string => `${config.issuer}userinfo`;
/** Allowed Logout URLs. */
export const logoutUrl = (config: Config): string => `${config.appUrl}/`;

export function clients(config: Config): ClientMetadata[] {
  const singlePageApp: Omit<ClientMetadata, 'client_id'> = {
    client_name: CLIENT_NAME,
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    response_modes: ['query', 'web_message'],
    redirect_uris: [`${config.appUrl}/callback`],
    post_logout_redirect_uris: [logoutUrl(config)],
  };
  return [
    { ...singlePageApp, client_id: 'marketedge-web' },
    { ...singlePageApp, client_id: KIOSK_CLIENT },
    { ...singlePageApp, client_id: PARTNER_CLIENT },
    {
      client_id: MANAGEMENT_CLIENT,
      client_secret: config.managementSecret,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ];
}

/** Whether tokens of an audience exist for a client; machines and people never share one. */
export function mayRequest(config: Config, clientId: string, audience: string): boolean {
  if (clientId === MANAGEMENT_CLIENT) return audience === managementApi(config);
  return [MARKET_API, BILLING_API, userinfoApi(config)].includes(audience);
}

/** Seconds that access tokens live. */
export function tokenLifetime(clientId: string): number {
  return clientId === KIOSK_CLIENT ? 3 : 900;
}

/** Seconds that a refresh token lives unused, and that it and its successors live at most. */
export function refreshLimits(clientId: string): { idle: number; absolute: number } {
  return clientId === KIOSK_CLIENT ? { idle: 4, absolute: 8 } : { idle: 3 * DAY, absolute: 14 * DAY };
}
