/** The credential sensor: tokens and passwords where they do not belong. Pure. */
import { findShapes } from '../secrets/shapes.ts';
import { type Scope, isCapability, operationOf } from './scope.ts';

export interface Sent {
  method: string;
  url: URL;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The Auth0 SDK's own keys; where the policy lets it, it keeps its tokens below these (ASVS 14.3.3 lets session tokens be). */
export const SDK_STORAGE = /^@@auth0spajs@@/;

/** Where the SDK keeps the login that is under way in this tab. */
const SDK_TRANSACTION = /^a0\.spajs\.txs\./;
const VERIFIER = /("code_verifier":")[\w.~-]+/;

/**
 * An entry of a store without what belongs there: the verifier of a login under way is kept until its answer comes (RFC 7636),
 * and is good for that one alone.
 */
export const withoutVerifier = (key: string | undefined, text: string): string =>
  key !== undefined && SDK_TRANSACTION.test(key) ? text.replace(VERIFIER, '$1') : text;

/** What of a text is a credential, in words and never by value; empty for none. */
export function credentialsIn(text: string, secrets: Iterable<string>): string[] {
  const kinds = new Set<string>(
    findShapes(text)
      // An authorization code is in the address by design, and good for one use with its verifier.
      .filter(({ kind }) => kind !== 'authorization-code')
      .map(({ kind }) => (kind === 'jwt' ? 'a JSON Web Token' : `a ${kind.replaceAll('-', ' ')}`)),
  );
  if (holdsAny(text, secrets)) kinds.add('a token or password in use');
  return [...kinds];
}

/** OpenID Connect's logout takes an ID token in the address (RP-initiated logout 1.0, section 2). */
const LOGOUT_HINT = /([?&]id_token_hint=)[^&]*/;
/** Auth0's own logout takes none, and needs none. */
const AUTH0_LOGOUT = '/v2/logout';
/** Parameters that hold a credential whatever it looks like. */
const CREDENTIAL_PARAMETER =
  /[?&#](access_token|refresh_token|id_token|client_secret|password|passwd|api_key|apikey)=[^&]{4,}/i;

export interface Exposure {
  where: 'request' | 'header';
  expected: string;
  seen: string;
}

/** Credentials that a request carries where they must not be. */
export function exposuresIn(scope: Scope, sent: Sent, secrets: Iterable<string>): Exposure[] {
  const found: Exposure[] = [];
  const known = [...secrets];
  const capability =
    sent.url.origin === scope.apiOrigin && isCapability(operationOf(scope, sent.method, sent.url.pathname));
  const takesHint = sent.url.origin === scope.idpOrigin && sent.url.pathname !== AUTH0_LOGOUT;
  const address = takesHint ? sent.url.href.replace(LOGOUT_HINT, '$1') : sent.url.href;
  const named = CREDENTIAL_PARAMETER.exec(address)?.[1];
  const inAddress = capability ? [] : credentialsIn(address, [...known, ...scope.secrets]);
  if (inAddress.length > 0 || named)
    found.push({
      where: 'request',
      expected: 'no credential in an address',
      seen: [...inAddress, ...(named ? [`the parameter ${named}`] : [])].join(', '),
    });
  found.push(...refererExposure(scope, sent, known), ...strangerExposure(scope, sent, known));
  const passwords = holdsAny(sent.body, scope.secrets);
  if (passwords && sent.url.origin !== scope.idpOrigin)
    found.push({
      where: 'request',
      expected: 'passwords sent to the identity provider alone',
      seen: `a password in a request to ${sent.url.origin}`,
    });
  return found;
}

function refererExposure(scope: Scope, sent: Sent, secrets: readonly string[]): Exposure[] {
  const referer = sent.headers['referer'];
  if (!referer) return [];
  const told = credentialsIn(referer, [...secrets, ...scope.secrets]);
  const from = URL.canParse(referer) ? new URL(referer) : undefined;
  const crosses = from && from.origin !== sent.url.origin;
  if (crosses && from.searchParams.has('code') && from.searchParams.has('state'))
    told.push('an authorization code');
  return told.length === 0
    ? []
    : [
        {
          where: 'header',
          expected: 'no credential in a Referer',
          seen: `${told.join(', ')} in the Referer of a request to ${sent.url.origin}`,
        },
      ];
}

/** Whatever goes to an origin that the policy does not name must hold no credential. */
function strangerExposure(scope: Scope, sent: Sent, secrets: readonly string[]): Exposure[] {
  const allowed = [scope.appOrigin, scope.apiOrigin, scope.idpOrigin, ...scope.origins];
  if (allowed.includes(sent.url.origin)) return [];
  const { authorization } = sent.headers;
  const rest = [sent.body, ...Object.values(sent.headers)].join('\n');
  const told = [
    ...(authorization ? ['an Authorization header'] : []),
    ...credentialsIn(rest, [...secrets, ...scope.secrets]),
  ];
  return told.length === 0
    ? []
    : [
        {
          where: 'request',
          expected: 'credentials sent to the application, its API and its identity provider alone',
          seen: `${told.join(', ')} sent to ${sent.url.origin}`,
        },
      ];
}

const encoded = new Map<string, string>();

function holdsAny(text: string, secrets: Iterable<string>): boolean {
  if (text === '') return false;
  for (const secret of secrets) {
    let other = encoded.get(secret);
    if (other === undefined) encoded.set(secret, (other = encodeURIComponent(secret)));
    if (text.includes(secret) || (other !== secret && text.includes(other))) return true;
  }
  return false;
}

/** Tokens that an answer of the identity provider gives, by the names of RFC 6749 and OpenID Connect. */
export function tokensIn(text: string): string[] {
  if (!text.startsWith('{')) return [];
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return [];
  }
  return ['access_token', 'refresh_token', 'id_token']
    .map((name) => answer[name])
    .filter((token): token is string => typeof token === 'string' && token.length >= 16);
}
