/** The cookies of a stored browser state that a browser would send to an address (RFC 6265, section 5.4). Pure. */

export interface StoredCookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  /** Seconds since 1970; negative for a cookie of the session. */
  expires: number;
  secure: boolean;
}

function matchesDomain(host: string, domain: string): boolean {
  return domain.startsWith('.') ? host === domain.slice(1) || host.endsWith(domain) : host === domain;
}

function matchesPath(path: string, prefix: string): boolean {
  return (
    path === prefix || (path.startsWith(prefix) && (prefix.endsWith('/') || path[prefix.length] === '/'))
  );
}

/** Value of the `Cookie` header for an address; empty where none fits. Ports do not matter to cookies. */
export function cookiesFor(
  cookies: readonly StoredCookie[],
  address: string,
  now: number = Date.now(),
): string {
  const { hostname, pathname, protocol } = new URL(address);
  return cookies
    .filter(
      ({ domain, path, expires, secure }) =>
        matchesDomain(hostname, domain) &&
        matchesPath(pathname, path) &&
        (expires < 0 || expires * 1000 > now) &&
        (!secure || protocol === 'https:' || hostname === 'localhost'),
    )
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}
