/** The headers that every answer of the web server carries. */

export interface Origins {
  appUrl: string;
  apiUrl: string;
  idpUrl: string;
}

/**
 * Content-Security-Policy of the app. The only other parties are the API (requests), and the identity provider
 * (token requests and the hidden frame of silent authentication). A worker inherits the policy of its own answer,
 * so the worker's file carries it as well.
 */
export function contentSecurityPolicy({ apiUrl, idpUrl }: Origins): string {
  const api = new URL(apiUrl).origin;
  const idp = new URL(idpUrl).origin;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${api} ${idp}`,
    `frame-src ${idp}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Security headers for every status and every file, by name. */
export function securityHeaders(origins: Origins): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(origins),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // Meaningless over http, where browsers ignore it; the TLS set-up of the same server needs it.
    ...(origins.appUrl.startsWith('https:')
      ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }
      : {}),
  };
}
