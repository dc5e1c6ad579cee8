/** A token by the authorization code flow with PKCE, through a browser's session at the identity provider, without any page. */
import { createHash, randomBytes } from 'node:crypto';
import { ApiClient, NoAnswer } from '../probe/client.ts';
import { cookieValues } from '../probe/cookies.ts';
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

/** A request for authorization, and the verifier that its code will need. */
export interface Question {
  query: URLSearchParams;
  verifier: string;
}

/** What the identity provider said to a request for authorization. */
export interface Reply {
  status: number;
  /** Where it sends the browser, as it stands in the answer. */
  location?: string;
  /** What the address holds. */
  code?: string;
  error?: string;
  /** Cookies that it sets, by name. */
  cookies: Record<string, string>;
}

const random = (): string => randomBytes(24).toString('base64url');

/** The question of silent authentication (`prompt=none`), as an application asks it; `changes` replace parameters. */
export function silentQuestion(
  request: Omit<TokenRequest, 'auth0Url' | 'cookie'>,
  changes: Readonly<Record<string, string>> = {},
): Question {
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
    ...changes,
  });
  return { query, verifier };
}

/**
 * Asks the identity provider as a browser with these cookies would; follows nothing.
 *
 * @throws Blocked when there is no answer, or one that neither grants nor refuses: too many requests, or a failure
 */
export async function ask(auth0Url: string, query: URLSearchParams, cookie: string): Promise<Reply> {
  const { answer } = await new ApiClient(auth0Url, {})
    .send('GET', {
      path: `/authorize?${query.toString()}`,
      headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) },
    })
    .catch((error: unknown) => {
      if (!(error instanceof Blocked)) throw error;
      // Without the question, which is as long as it is of no use to a reader.
      const what = error instanceof NoAnswer ? 'gave no answer' : 'kept answering 429';
      throw new Blocked(`the identity provider ${what} to /authorize`);
    });
  if (answer.status >= 500)
    throw new Blocked(`the identity provider answered ${answer.status} to /authorize, which refuses nothing`);
  const { location } = answer.headers;
  const told =
    location && URL.canParse(location, auth0Url)
      ? new URL(location, auth0Url).searchParams
      : new URLSearchParams();
  const [code, error] = [told.get('code'), told.get('error')];
  const cookies = cookieValues(answer.headers['set-cookie']);
  rememberSecrets([...(code ? [code] : []), ...Object.values(cookies).filter(({ length }) => length >= 16)]);
  return {
    cookies,
    status: answer.status,
    ...(location ? { location } : {}),
    ...(code ? { code } : {}),
    ...(error ? { error } : {}),
  };
}

/** Whether a status is of an answer that refuses; what is throttled is waited out before. */
export const refuses = (status: number): boolean => status >= 400 && status < 500;

/** The provider's own failures, by which nobody is refused (RFC 6749, 4.1.2.1). */
const FAILURES: readonly string[] = ['server_error', 'temporarily_unavailable'];

/**
 * The code that a reply gives; undefined where it is a refusal.
 *
 * @throws Blocked when it is neither
 */
export function codeIn({ code, error, status }: Reply): string | undefined {
  if (!code && (error === undefined ? !refuses(status) : FAILURES.includes(error)))
    throw new Blocked(`the request was neither granted nor refused: ${error ?? `status ${status}`}`);
  return code;
}

/** What comes of a code at the token endpoint: tokens, or a status alone. */
export async function redeem(
  request: Pick<TokenRequest, 'auth0Url' | 'clientId' | 'redirectUri'>,
  code: string,
  verifier: string | undefined,
): Promise<TokenAnswer> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    code,
    ...(verifier === undefined ? {} : { code_verifier: verifier }),
  });
  return askForTokens(request, body);
}

/**
 * Asks for tokens by silent authentication (`prompt=none`).
 *
 * @throws Blocked when the identity provider gives none, with its error code
 */
export async function authorizeSilently(request: TokenRequest): Promise<Tokens> {
  const { query, verifier } = silentQuestion(request);
  const { code, error, status } = await ask(request.auth0Url, query, request.cookie);
  if (!code)
    throw new Blocked(
      `silent authentication for ${request.audience} gave no code: ${error ?? `status ${status}`}`,
    );
  const { status: exchanged, tokens } = await redeem(request, code, verifier);
  if (!tokens) throw new Blocked(`the code exchange for ${request.audience} answered ${exchanged}`);
  return tokens;
}

/** What silent authentication came to: a code and what it was good for, or the error of a refusal. */
export interface SilentAnswer {
  code: boolean;
  tokens?: Tokens;
  error?: string;
}

/** Errors that say that this person is not let in; any other is of the request or the service, or of somebody who is signed in. */
const REFUSALS: readonly string[] = ['login_required', 'access_denied', 'unauthorized'];

/**
 * Asks by silent authentication whether a browser's session still signs its person in.
 *
 * @throws Blocked when the answer says neither yes nor no
 */
export async function askSilently(request: TokenRequest): Promise<SilentAnswer> {
  const { query, verifier } = silentQuestion(request);
  const { code, error, status } = await ask(request.auth0Url, query, request.cookie);
  if (code) return { code: true, ...(await redeem(request, code, verifier)) };
  if (error === undefined || !REFUSALS.includes(error))
    throw new Blocked(
      `silent authentication was neither granted nor refused: ${error ?? `status ${status}`}`,
    );
  return { code: false, error };
}

/** What the token endpoint answered; without tokens where it refused. */
export interface TokenAnswer {
  status: number;
  tokens?: Tokens;
  /** The body of a refusal. */
  refusal?: string;
}

/**
 * Renews by a refresh token.
 *
 * @param besides further parameters
 * @throws Blocked when there is no answer, or none that says anything: neither tokens nor a refusal
 */
export async function renew(
  request: Pick<TokenRequest, 'auth0Url' | 'clientId' | 'redirectUri'>,
  refreshToken: string,
  besides: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const body = {
    grant_type: 'refresh_token',
    client_id: request.clientId,
    refresh_token: refreshToken,
    ...besides,
  };
  const answer = await askForTokens(request, new URLSearchParams(body));
  if (!answer.tokens && !refuses(answer.status))
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
  if (!accessToken || !idToken) return { status: answer.status, refusal: answer.text };
  rememberSecrets([accessToken, idToken, ...(refreshToken ? [refreshToken] : [])]);
  return {
    status: answer.status,
    tokens: { accessToken, idToken, ...(refreshToken ? { refreshToken } : {}) },
  };
}
