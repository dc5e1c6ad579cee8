/** What a journey over TLS shows: one sign-in, a look around and a sign-out, as everything that was sent and answered. Pure. */
import { readSetCookie, isSessionLike } from '../sensors/transport.ts';
import { withoutIds } from '../sensors/scope.ts';
import type { SentRequest } from '../model.ts';
import type { Problem } from '../record/problem.ts';

export interface Answered {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** Each Set-Cookie header as it stands. */
  cookies: readonly string[];
}

export interface Exchange {
  method: string;
  url: URL;
  /** Lower-case names; those that the browser adds by itself as well. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Absent where none came. */
  answer?: Answered;
}

/** A cookie as the browser keeps it. */
export interface Kept {
  name: string;
  /** Begins with a dot where it is sent to the hosts below as well. */
  domain: string;
  secure: boolean;
}

/** A credential, and the origins that it is for. */
export interface Credential {
  is: 'a password' | 'an access token' | 'a refresh token' | 'an ID token';
  value: string;
  for: readonly string[];
}

export interface Journey {
  exchanges: readonly Exchange[];
  /** What the browser kept while somebody was signed in. */
  kept: readonly Kept[];
  credentials: readonly Credential[];
  /** Why it did not come to its end. */
  broke?: string;
}

/** RFC 6797 leaves the time open; ASVS 3.4.1 asks for a year. */
const YEAR_SECONDS = 31_536_000;
const PROBLEMS_LIMIT = 4;
/** Shorter values are flags; that two cookies have the same one means nothing. */
const SHORTEST_VALUE = 8;

/** The origin of an address; a web socket is of the origin that takes it. */
const servedBy = ({ origin }: URL): string => origin.replace(/^ws/, 'http');

const requestOf = ({ method, url }: Exchange): SentRequest => ({ method, path: withoutIds(url) });

/** Each fault once, and no more than a reader needs. */
function few(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].slice(0, PROBLEMS_LIMIT);
}

/** What is wrong with a Strict-Transport-Security header (RFC 6797, section 6.1); undefined when nothing is. */
export function hstsFault(header: string | undefined): string | undefined {
  if (header === undefined) return 'no Strict-Transport-Security';
  const ages = header.split(';').flatMap((part) => {
    const age = /^\s*max-age\s*=\s*"?(\d+)"?\s*$/i.exec(part)?.[1];
    return age === undefined ? [] : [Number(age)];
  });
  // A directive that stands there twice makes the header void.
  const [age] = ages.length === 1 ? ages : [];
  return age !== undefined && age >= YEAR_SECONDS ? undefined : `Strict-Transport-Security: ${header}`;
}

/** Answers that do not tell browsers to stay with TLS. */
export function hstsProblems(exchanges: readonly Exchange[]): Problem[] {
  return few(
    exchanges.flatMap((exchange): Problem[] => {
      const fault = exchange.answer && hstsFault(exchange.answer.headers['strict-transport-security']);
      if (!exchange.answer || !fault) return [];
      return [
        {
          request: requestOf(exchange),
          expected: `Strict-Transport-Security with a max-age of a year, with status ${exchange.answer.status}`,
          seen: fault,
        },
      ];
    }),
  );
}

/** Whether a cookie with this Domain attribute is sent to hosts that are not below the one that set it. */
function reachesOthers(host: string, domain: string): boolean {
  const named = domain.replace(/^\./, '');
  return named !== '' && named !== host && host.endsWith(`.${named}`);
}

/**
 * What is wrong with one Set-Cookie header that came over TLS.
 *
 * @param shared names of cookies that are meant for several hosts (ASVS 3.3.3)
 */
export function setCookieFaults(host: string, line: string, shared: readonly string[]): string[] {
  const cookie = readSetCookie(line);
  const { name, value, attributes } = cookie;
  // What empties a cookie protects nothing.
  if (value === '') return [];
  const domain = attributes.get('domain') ?? '';
  const faults = [
    ...(attributes.has('secure') ? [] : ['no Secure']),
    ...(attributes.get('samesite') || name.endsWith('_compat') ? [] : ['no SameSite']),
    ...(attributes.has('httponly') || !isSessionLike(cookie) ? [] : ['no HttpOnly']),
    ...(reachesOthers(host, domain) && !shared.includes(name) ? [`Domain=${domain}`] : []),
  ];
  return faults.length > 0 ? [`${name}: ${faults.join(', ')}`] : [];
}

/**
 * What is wrong with the cookies of a service: as they were set, as the browser keeps them, and where it sent them.
 *
 * @param origin of the service
 */
export function cookieProblems(journey: Journey, origin: string, shared: readonly string[]): Problem[] {
  const { hostname } = new URL(origin);
  const own = journey.exchanges.filter(({ url }) => url.origin === origin);
  const set = own.flatMap((exchange) =>
    (exchange.answer?.cookies ?? []).flatMap((line) =>
      setCookieFaults(hostname, line, shared).map((seen): Problem => ({
        request: requestOf(exchange),
        expected: 'cookies with Secure, SameSite and HttpOnly, and for this host alone',
        seen,
      })),
    ),
  );
  return few([...set, ...keptProblems(journey, hostname, shared), ...strays(journey, hostname, shared)]);
}

/** Cookies that the browser sends to a host, whoever set them: a script names no header. */
function keptProblems({ kept }: Journey, hostname: string, shared: readonly string[]): Problem[] {
  return kept.flatMap(({ name, domain, secure }): Problem[] => {
    const named = domain.replace(/^\./, '');
    const isWider = hostname.endsWith(`.${named}`);
    if (named !== hostname && !isWider) return [];
    return [
      ...(secure
        ? []
        : [{ expected: 'cookies that the browser sends over TLS alone', seen: `${name}: no Secure` }]),
      ...(isWider && !shared.includes(name)
        ? [{ expected: 'cookies for this host alone', seen: `${name}: Domain=${named}` }]
        : []),
    ];
  });
}

/** Cookies of one host that the browser sent to another. */
function strays({ exchanges }: Journey, hostname: string, shared: readonly string[]): Problem[] {
  const pairs = new Set(
    exchanges
      .filter(({ url }) => url.hostname === hostname)
      .flatMap(({ answer }) => answer?.cookies ?? [])
      .map((line) => readSetCookie(line))
      .filter(({ name, value }) => value.length >= SHORTEST_VALUE && !shared.includes(name))
      .map(({ name, value }) => `${name}=${value}`),
  );
  return exchanges
    .filter(({ url }) => url.hostname !== hostname)
    .flatMap((exchange) =>
      cookiesOf(exchange)
        .filter((pair) => pairs.has(pair))
        .map((pair) => ({
          request: requestOf(exchange),
          expected: `the cookies of ${hostname} sent to ${hostname} alone`,
          seen: `${pair.split('=')[0] ?? ''} sent to ${exchange.url.hostname}`,
        })),
    );
}

/** `name=value` of each cookie that a request carries. */
export const cookiesOf = ({ headers }: Pick<Exchange, 'headers'>): string[] =>
  (headers['cookie'] ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter(Boolean);

function holds({ url, headers, body }: Exchange, value: string): boolean {
  const text = [url.href, body, ...Object.values(headers)].join('\n');
  return [value, encodeURIComponent(value), new URLSearchParams({ v: value }).toString().slice(2)].some(
    (form) => text.includes(form),
  );
}

/** Credentials that were sent elsewhere than to the origins that they are for. */
export function destinationProblems({ exchanges, credentials }: Journey): Problem[] {
  return few(
    credentials.flatMap((credential) =>
      exchanges
        .filter(({ url }) => !credential.for.includes(servedBy(url)))
        .filter((exchange) => holds(exchange, credential.value))
        .map((exchange) => ({
          request: requestOf(exchange),
          expected: `${credential.is} sent to ${credential.for.join(' and ')} alone`,
          seen: `${credential.is} sent to ${exchange.url.origin}`,
        })),
    ),
  );
}

/** Whether a credential was seen to go where it is for: without that, silence proves nothing. */
export const wasSent = ({ exchanges }: Journey, credential: Credential): boolean =>
  exchanges.some(
    (exchange) => credential.for.includes(servedBy(exchange.url)) && holds(exchange, credential.value),
  );

/** Requests from one origin to another. */
export function crossing(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.filter(({ url, headers }) => {
    const from = headers['origin'] ?? headers['referer'] ?? '';
    return URL.canParse(from) && new URL(from).origin !== url.origin;
  });
}

/** Requests that tell another origin more than their own origin in the Referer. */
export function refererProblems({ exchanges }: Journey): Problem[] {
  return few(
    exchanges.flatMap((exchange): Problem[] => {
      const referer = exchange.headers['referer'] ?? '';
      if (!URL.canParse(referer)) return [];
      const from = new URL(referer);
      if (from.origin === exchange.url.origin || (from.pathname === '/' && from.search === '')) return [];
      const parts = `${withoutIds(from)}${from.search === '' ? '' : ` with ${[...from.searchParams.keys()].join(', ')}`}`;
      return [
        {
          request: requestOf(exchange),
          expected: 'a Referer that tells another host no more than the origin',
          seen: `${parts} told to ${exchange.url.origin}`,
        },
      ];
    }),
  );
}

/** Requests to origins that nobody names, and requests without TLS. */
export function strangerProblems({ exchanges }: Journey, named: readonly string[]): Problem[] {
  return few(
    exchanges
      .filter(({ url }) => /^(?:https?|wss?):$/.test(url.protocol))
      .filter(({ url }) => !named.includes(servedBy(url)))
      .map((exchange) => ({
        request: requestOf(exchange),
        expected: `requests to ${named.join(', ')} alone`,
        seen: `a request to ${exchange.url.origin}`,
      })),
  );
}

/** How a connection ends on which nobody serves: refused, left, or answered in something else than HTTP. */
const UNSERVED = /ECONN(?:RESET|REFUSED|ABORTED)|EPIPE|EPROTO|socket hang up|Parse Error/i;

/** Whether a request that got no answer shows that nobody serves; one that was given up waiting shows nothing. */
export const isUnserved = (message: string): boolean => UNSERVED.test(message) && !/timed out/i.test(message);

/**
 * What is wrong with an answer that came without TLS: it may refuse, or send the browser to https and say nothing else.
 */
export function plainFault({ status, headers }: Pick<Answered, 'status' | 'headers'>): string | undefined {
  if (headers['set-cookie']) return `status ${status} with a cookie`;
  if (status >= 400) return undefined;
  const to = headers['location'] ?? '';
  if (status >= 300 && /^https:/i.test(to)) return undefined;
  return status >= 300 ? `status ${status} to ${to.split('?')[0] || 'nowhere'}` : `status ${status}`;
}
