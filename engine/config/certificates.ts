/** How a browser comes to believe the certificates of a deployment on this machine. */
import { createHash, X509Certificate } from 'node:crypto';
import type { BrowserName, Settings } from './settings.ts';

/** This machine, by whatever name; anybody else's certificates have to be good by themselves. */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127(\.\d+){3}$/.test(hostname);
}

type Deployment = Pick<Settings, 'appUrl' | 'apiUrl' | 'auth0Url' | 'overTls' | 'authority'>;

/** Everything that is asked is on this machine, and it is said whose certificates are to be believed there. */
function ownAuthority({ authority, overTls, appUrl, apiUrl, auth0Url }: Deployment): string | undefined {
  const second = overTls ? [overTls.appUrl, overTls.apiUrl, overTls.auth0Url] : [];
  return [appUrl, apiUrl, auth0Url, ...second].every(isLoopback) ? authority : undefined;
}

/** Arguments by which Chromium believes what that one authority has signed, and nothing else besides the usual. */
export function certificateArguments(deployment: Deployment): string[] {
  const authority = ownAuthority(deployment);
  if (authority === undefined) return [];
  const key = new X509Certificate(authority).publicKey.export({ type: 'spki', format: 'der' });
  return [`--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`];
}

/** Other browsers can only be told to believe every certificate. */
export function believesAll(browser: BrowserName, deployment: Deployment): boolean {
  return browser !== 'chromium' && ownAuthority(deployment) !== undefined;
}
