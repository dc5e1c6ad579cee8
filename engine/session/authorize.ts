/** A token by the authorization code flow with PKCE, through a browser's session at the identity provider, without any page. */
import { createHash, randomBytes } from 'node:crypto';
import { send } from '../probe/transport.ts';
import { Blocked } from '../record/problem.ts';
import { rememberSecrets } from './store.ts';

export interface TokenRequest {
  /** Origin of the identity provider. */
  auth0Url: string;
  clientId: string;
  audience: string;
  redirectUri: string;
  /** `Cookie` header of the browser's session at the identity provider. */
  cookie: string;
  organization?: string;
}

export interface Tokens {
  accessToken: string;
  idToken: string;
}

const random = (): string => randomBytes(24).toString('base64url');

/**
 * Asks for tokens by silent authentication (`prompt=none`).
 *
 * @throws Blocked when the identity provider gives none, with its error code
 */
export async function authorizeSilently(request: TokenRequest): Promise<Tokens> {
  const verifier = random() + random();
  const query = new URLSearchParams({
    response_type: 'code',
    response_mode: 'query',
    prompt: 'none',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    audience: request.audience,
    scope: 'openid profile email',
    state: random(),
    nonce: random(),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(request.organization ? { organization: request.organization } : {}),
  });
  const authorized = await send({
    method: 'GET',
    origin: request.auth0Url,
    path: `/authorize?${query.toString()}`,
    headers: { cookie: request.cookie, accept: 'text/html' },
  });
  const location = authorized.headers['location'];
  const answer = location ? new URL(location, request.auth0Url).searchParams : new URLSearchParams();
  const code = answer.get('code');
  if (!code)
    throw new Blocked(
      `silent authentication for ${request.audience} gave no code: ${answer.get('error') ?? `status ${authorized.status}`}`,
    );
  rememberSecrets([code]);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    code,
    code_verifier: verifier,
  });
  const exchanged = await send({
    method: 'POST',
    origin: request.auth0Url,
    path: '/oauth/token',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: new URL(request.redirectUri).origin,
    },
    body: body.toString(),
  });
  const { access_token: accessToken, id_token: idToken } = (exchanged.json ?? {}) as {
    access_token?: string;
    id_token?: string;
  };
  if (!accessToken || !idToken)
    throw new Blocked(`the code exchange for ${request.audience} answered ${exchanged.status}`);
  rememberSecrets([accessToken, idToken]);
  return { accessToken, idToken };
}
