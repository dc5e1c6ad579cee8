/** A token by the authorization code flow with PKCE, through a browser's session at the identity provider, without any page. */
import { createHash, randomBytes } from 'node:crypto';
import { ApiClient } from '../probe/client.ts';
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
  /** Ask for a refresh token too. */
  offline?: boolean;
}

export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken?: string;
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
    scope: `openid profile email${request.offline ? ' offline_access' : ''}`,
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
  const { status, tokens } = await askForTokens(request, body);
  if (!tokens) throw new Blocked(`the code exchange for ${request.audience} answered ${status}`);
  return tokens;
}

/** What the token endpoint answered; without tokens where it refused. */
export interface TokenAnswer {
  status: number;
  tokens?: Tokens;
}

/**
 * Renews by a refresh token.
 *
 * @throws Blocked when there is no answer, or none that says anything: neither tokens nor a refusal
 */
export async function renew(
  request: Pick<TokenRequest, 'auth0Url' | 'clientId' | 'redirectUri'>,
  refreshToken: string,
): Promise<TokenAnswer> {
  const body = { grant_type: 'refresh_token', client_id: request.clientId, refresh_token: refreshToken };
  const answer = await askForTokens(request, new URLSearchParams(body));
  if (!answer.tokens && (answer.status < 400 || answer.status >= 500))
    throw new Blocked(`the identity provider answered ${answer.status} to a refresh token`);
  return answer;
}

async function askForTokens(
  { auth0Url, redirectUri }: Pick<TokenRequest, 'auth0Url' | 'redirectUri'>,
  body: URLSearchParams,
): Promise<TokenAnswer> {
  const { answer } = await new ApiClient(auth0Url, {}).send('POST', {
    path: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(redirectUri).origin },
    body: body.toString(),
  });
  const {
    access_token: accessToken,
    id_token: idToken,
    refresh_token: refreshToken,
  } = (answer.json ?? {}) as { access_token?: string; id_token?: string; refresh_token?: string };
  if (!accessToken || !idToken) return { status: answer.status };
  rememberSecrets([accessToken, idToken, ...(refreshToken ? [refreshToken] : [])]);
  return {
    status: answer.status,
    tokens: { accessToken, idToken, ...(refreshToken ? { refreshToken } : {}) },
  };
}
