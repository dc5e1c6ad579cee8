/** The transport sensor: security headers, caching and cookie attributes of the answers. Pure. */
import { policiesIn, sourcesOf } from '../oracle/content-policy.ts';
import type { RuleId } from '../rules.ts';
import { type Scope, isCapability, operationOf } from './scope.ts';

export interface Head {
  method: string;
  url: URL;
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** True for the document of a page itself; not for frames, scripts and data. */
  page: boolean;
}

export interface Fault {
  rule: RuleId;
  channel: 'header' | 'cookie';
  expected: string;
  seen: string;
  /** What of the service is at fault, where it is not one address: a cookie, the pages. */
  part?: string;
}

/** Everything that is wrong with the head of an answer of the application, its API or its identity provider. */
export function headFaults(scope: Scope, head: Head): Fault[] {
  return [...headerFaults(head), ...cacheFaults(scope, head)];
}

const missing = (expected: string, seen: string, part?: string): Fault => ({
  rule: 'security-header-missing',
  channel: 'header',
  expected,
  seen,
  ...(part ? { part } : {}),
});
const ofPages = (expected: string, seen: string): Fault => missing(expected, seen, 'its pages');

function hasBody({ status, method }: Head): boolean {
  return (
    method !== 'HEAD' &&
    method !== 'OPTIONS' &&
    status >= 200 &&
    status !== 204 &&
    (status < 300 || status >= 400)
  );
}

/** Named hosts, oneself or nobody; a scheme alone or a star is everybody. */
const keepsOut = (sources: readonly string[]): boolean =>
  sources.length > 0 &&
  sources.every((source) => !/^(?:\*|[a-z][a-z0-9+.-]*:(?:\/\/\*?)?(?::\*)?)$/i.test(source));

const LEAKING_REFERRER = /^(?:unsafe-url|no-referrer-when-downgrade)$/i;

function headerFaults(head: Head): Fault[] {
  const { headers, url, page } = head;
  if (!hasBody(head)) return [];
  const found: Fault[] = [];
  if (headers['x-content-type-options']?.trim().toLowerCase() !== 'nosniff')
    found.push(
      missing('X-Content-Type-Options: nosniff', headers['x-content-type-options'] ?? 'no such header'),
    );
  if (!page || !/html/i.test(headers['content-type'] ?? '')) return found;
  const csp = headers['content-security-policy'];
  if (!csp) found.push(ofPages('a Content-Security-Policy', 'no such header'));
  // Of several policies one is enough to keep strangers out.
  const framed = policiesIn(csp).map((policy) => sourcesOf(policy, 'frame-ancestors') ?? []);
  if (!framed.some(keepsOut) && !/^(?:deny|sameorigin)$/i.test(headers['x-frame-options'] ?? ''))
    found.push(ofPages('frame-ancestors or X-Frame-Options that keep strangers out', 'neither'));
  // The last policy that a browser knows counts.
  const referrer = headers['referrer-policy']?.split(',').at(-1)?.trim();
  if (!referrer || LEAKING_REFERRER.test(referrer))
    found.push(
      ofPages('a Referrer-Policy that keeps addresses from strangers', referrer ?? 'no such header'),
    );
  if (url.protocol === 'https:' && !/max-age=[1-9]/i.test(headers['strict-transport-security'] ?? ''))
    found.push(
      ofPages('Strict-Transport-Security', headers['strict-transport-security'] ?? 'no such header'),
    );
  return found;
}

/** A page of a login under way, which its address names: it shows whose account it is, and where that belongs. */
const isOfLogin = (scope: Scope, { url, headers, page }: Head): boolean =>
  page &&
  url.origin === scope.idpOrigin &&
  url.searchParams.has('state') &&
  /html/i.test(headers['content-type'] ?? '');

/** Answers that only a signed-in person, the holder of a link, or the client of a token request may have. */
function isPersonal(scope: Scope, head: Head): boolean {
  const { method, url } = head;
  if (isOfLogin(scope, head)) return true;
  if (url.origin === scope.idpOrigin && method === 'POST' && url.pathname === '/oauth/token') return true;
  if (url.origin !== scope.apiOrigin) return false;
  const operation = operationOf(scope, method, url.pathname);
  return operation !== undefined && (operation.scope !== 'public' || isCapability(operation));
}

function cacheFaults(scope: Scope, head: Head): Fault[] {
  if (head.status < 200 || head.status >= 300 || !hasBody(head) || !isPersonal(scope, head)) return [];
  const control = head.headers['cache-control'] ?? '';
  if (/(?:^|[\s,])no-store(?:$|[\s,])/i.test(control)) return [];
  return [
    {
      rule: 'authenticated-response-cacheable',
      channel: 'header',
      expected: 'Cache-Control: no-store on what one person alone may have',
      seen: control === '' ? 'no Cache-Control' : `Cache-Control: ${control}`,
    },
  ];
}

/** Shorter values are settings and flags; a session or a token needs room. */
const SHORTEST_SESSION = 16;
/** Auth0's copies of its cookies for browsers that misread SameSite=None; without the attribute by design. */
const COMPATIBILITY_COPY = /_compat$/;
/** Read by the page's own script, which sends it back in a header: the double-submit pattern. */
const REQUEST_FORGERY = /[cx]srf/i;

export interface SetCookie {
  name: string;
  value: string;
  /** Lower-case names and values. */
  attributes: ReadonlyMap<string, string>;
}

/** Reads a Set-Cookie header (RFC 6265, section 5.2). */
export function readSetCookie(line: string): SetCookie {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const attributes = rest.map((attribute): [string, string] => {
    const [key = '', ...parts] = attribute.split('=');
    return [key.toLowerCase(), parts.join('=').toLowerCase()];
  });
  return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes: new Map(attributes) };
}

/** Whether a cookie is one by which somebody could be taken for somebody else, and that no script needs. */
export const isSessionLike = ({ name, value }: SetCookie): boolean =>
  value.length >= SHORTEST_SESSION && !REQUEST_FORGERY.test(name);

/**
 * What is wrong with the cookies that an answer sets.
 *
 * @param lines each Set-Cookie header as it stands
 */
export function cookieFaults(url: URL, lines: readonly string[]): Fault[] {
  return lines.flatMap((line) => {
    const { name, value, attributes: given } = readSetCookie(line);
    const lacking = [
      ...(given.has('httponly') || REQUEST_FORGERY.test(name) ? [] : ['HttpOnly']),
      ...(given.get('samesite') || COMPATIBILITY_COPY.test(name) ? [] : ['SameSite']),
      ...(given.has('secure') || url.protocol !== 'https:' ? [] : ['Secure']),
    ];
    if (value.length < SHORTEST_SESSION || lacking.length === 0) return [];
    return [
      {
        rule: 'cookie-attributes' as const,
        channel: 'cookie' as const,
        expected: `the attributes HttpOnly, SameSite${url.protocol === 'https:' ? ' and Secure' : ''} on the cookie ${name}`,
        seen: `no ${lacking.join(', no ')}`,
        part: `the cookie ${name}`,
      },
    ];
  });
}
