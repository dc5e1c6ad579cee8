import { Auth0Client } from '@auth0/auth0-spa-js';
import workerUrl from 'virtual:auth-worker-url';
import type { AppConfig } from './config.ts';

/**
 * The Auth0 client of this app: tokens in memory only, the refresh token in a worker that page scripts cannot read.
 * A page load without tokens falls back to silent authentication with the identity provider's own session.
 */
export function createAuthClient(config: AppConfig): Auth0Client {
  return new Auth0Client({
    domain: config.domain,
    clientId: config.clientId,
    cacheLocation: 'memory',
    useRefreshTokens: true,
    useRefreshTokensFallback: true,
    workerUrl,
    // No second copy of its cookies without SameSite, for browsers that are long gone.
    legacySameSiteCookie: false,
    authorizationParams: {
      redirect_uri: `${window.location.origin}/callback`,
      audience: config.audience,
      scope: 'openid profile email offline_access',
    },
  });
}
