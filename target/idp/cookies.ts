/** Names of the cookies. Over TLS they carry the prefixes that bind them to this host (RFC 6265bis, section 4.1.3). */
import type { Config } from './config.ts';

export interface CookieNames {
  session: string;
  interaction: string;
  resume: string;
  /** Identifies the browser, so that a login page works only where its login was begun. */
  device: string;
  /**
   * `SameSite` of the session cookie. Silent authentication runs in a frame of the application, which over TLS may be of
   * another site, as with Auth0; requests that change something are checked by their origin besides.
   */
  sessionSite: 'lax' | 'none';
}

export function cookieNames(config: Config): CookieNames {
  const secure = config.url.startsWith('https:');
  const host = secure ? '__Host-' : '';
  const path = secure ? '__Secure-' : '';
  return {
    session: `${host}auth0`,
    interaction: `${path}auth0_tx`,
    resume: `${path}auth0_resume`,
    device: `${host}did`,
    sessionSite: secure ? 'none' : 'lax',
  };
}
