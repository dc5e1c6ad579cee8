/**
 * Requests to the identity provider that no application makes, by name. Few, since Auth0 counts them, and none that
 * tries a password. Markup and a header are planted wherever a parameter goes; neither may come back as what it is.
 */
import type { Shape } from './malformations.ts';

export interface SignInMistake {
  method: string;
  shape: Shape;
  /** True where the answer is for a program, and has the members of an OAuth error (RFC 6749, 5.2). */
  oauth?: boolean;
}

/** What the application sends when it makes no mistake. */
export interface Client {
  clientId: string;
  audience: string;
  /** Where the application is sent back to. */
  callback: string;
}

/** A tag that no page has, so that it is found only where it was put in as one. */
export const PLANTED_MARKUP = '<zq-planted x=1>';
/** A header that no service sends. */
export const PLANTED_HEADER = 'x-zq-planted';

const SPLIT = `x\r\n${PLANTED_HEADER}: 1`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PAGE = { accept: 'text/html,application/xhtml+xml' };

const query = (path: string, parameters: Record<string, string>): string =>
  `${path}?${new URLSearchParams(parameters).toString()}`;

/** The requests of a client, in the order in which they are made. */
export function signInMistakes({ clientId, audience, callback }: Client): Record<string, SignInMistake> {
  const valid = {
    client_id: clientId,
    audience,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid',
    state: 'bulkhead',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  const page = (path: string, parameters: Record<string, string> = {}): SignInMistake => ({
    method: 'GET',
    shape: { path: query(path, parameters), headers: PAGE },
  });
  const token = (body: string, headers: Record<string, string> = FORM): SignInMistake => ({
    method: 'POST',
    shape: { path: '/oauth/token', headers, body },
    oauth: true,
  });
  const exchange = (more: Record<string, string>): string =>
    new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: callback,
      ...more,
    }).toString();
  return {
    'an authorization without parameters': page('/authorize'),
    'an unknown client': page('/authorize', { ...valid, client_id: PLANTED_MARKUP }),
    'a callback of somebody else': page('/authorize', {
      ...valid,
      redirect_uri: `https://elsewhere.example/${PLANTED_MARKUP}`,
    }),
    'a response type that is none': page('/authorize', {
      ...valid,
      response_type: PLANTED_MARKUP,
      state: SPLIT,
    }),
    'a scope and a prompt that are none': page('/authorize', {
      ...valid,
      scope: PLANTED_MARKUP,
      prompt: PLANTED_MARKUP,
      login_hint: 'x'.repeat(2000),
    }),
    'an organisation that is none': page('/authorize', { ...valid, organization: PLANTED_MARKUP }),
    'a response mode that is none': page('/authorize', { ...valid, response_mode: PLANTED_MARKUP }),
    'a broken escape': {
      method: 'GET',
      shape: { path: '/authorize?client_id=%zz&state=%ff', headers: PAGE },
    },
    'an authorization by another method': {
      method: 'DELETE',
      shape: { path: '/authorize', headers: PAGE },
    },
    'a token request without a body': token(''),
    'a token request of broken JSON': token('{"grant_type": ', { 'content-type': 'application/json' }),
    'a token request that is no object': token('[1,null]', { 'content-type': 'application/json' }),
    'a token request of another content type': token('<x/>', { 'content-type': 'application/xml' }),
    'a grant that is none': token(exchange({ grant_type: PLANTED_MARKUP })),
    'a code that is none': token(exchange({ code: "x' OR '1'='1", code_verifier: 'x'.repeat(43) })),
    'a null byte in a code': token(exchange({ code: 'x\0y', code_verifier: '\ud800' })),
    'a parameter given twice': token(`${exchange({ code: 'a' })}&code=b&client_id=c`),
    'an over-large token request': token(exchange({ code: 'x'.repeat(200_000) })),
    'a login page of an unknown login': page('/u/login', { state: PLANTED_MARKUP }),
    'a password page of an unknown login': page('/u/login/password', { state: "x' OR '1'='1" }),
    'a form without a login': {
      method: 'POST',
      shape: {
        path: query('/u/login', { state: 'unknown' }),
        headers: { ...PAGE, ...FORM },
        body: `state=${encodeURIComponent(PLANTED_MARKUP)}&action=default`,
      },
    },
    'a way back to somebody else': page('/v2/logout', {
      client_id: clientId,
      returnTo: `https://elsewhere.example/${PLANTED_MARKUP}`,
    }),
    'a way back that is no address': page('/v2/logout', {
      client_id: clientId,
      returnTo: `no address ${PLANTED_MARKUP}`,
    }),
    'a logout of an unknown client': page('/v2/logout', { client_id: PLANTED_MARKUP, returnTo: SPLIT }),
    'an unknown address': page(`/no-such-page-a1b2c3/${encodeURIComponent(PLANTED_MARKUP)}`, {
      x: PLANTED_MARKUP,
    }),
    'user data without a token': { method: 'GET', shape: { path: '/userinfo', headers: {} } },
    'user data for a token that is none': {
      method: 'GET',
      shape: { path: '/userinfo', headers: { authorization: 'Bearer rubbish.rubbish.rubbish' } },
    },
    'a set-up of an unknown kind': page('/.well-known/no-such-document'),
  };
}
