/** Checks of the login at the identity provider, by requests alone: within the session of a browser, without a page. */
import type { Policy } from '../../policy/types.ts';
import { valuesIn } from '../oracle/denied.ts';
import { leadsTo, strayTarget } from '../oracle/redirect.ts';
import type { CodeCell, LogoutCell, OrganizationCell, SpellingCell } from '../plan/index.ts';
import { LOGOUT_SPELLINGS, type Spelling, strayAddress } from '../probe/addresses.ts';
import { ApiClient } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import {
  type Reply,
  type TokenRequest,
  type Tokens,
  ask,
  codeIn,
  redeem,
  refuses,
  silentQuestion,
} from '../session/authorize.ts';

/** Nobody's; never asked for anything, since nothing is followed. */
const STRANGER = new URL('https://stranger.example/callback');
const AUTHORIZE = { method: 'GET', path: '/authorize' };
const TOKEN = { method: 'POST', path: '/oauth/token' };

type Code = { code: string; verifier: string };

export class ProviderLogin {
  readonly #signedIn: () => Promise<TokenRequest>;
  #request: Promise<TokenRequest> | undefined;

  /** @param signedIn whose session is asked in, and for what; asked once */
  constructor(signedIn: () => Promise<TokenRequest>) {
    this.#signedIn = signedIn;
  }

  /** The request of somebody whose session gives a code at once. Throws Blocked where it gives none. */
  async #ready(): Promise<TokenRequest> {
    this.#request ??= this.#signedIn().then(async (request) => {
      await this.#code(request);
      return request;
    });
    return this.#request;
  }

  async #reply(request: TokenRequest, changes: Readonly<Record<string, string>>): Promise<Reply> {
    return ask(request.auth0Url, silentQuestion(request, changes).query, request.cookie);
  }

  async #code(request: TokenRequest): Promise<Code> {
    const { query, verifier } = silentQuestion(request);
    const { code, error, status } = await ask(request.auth0Url, query, request.cookie);
    if (!code) throw new Blocked(`a session that lives gives no code: ${error ?? `status ${status}`}`);
    return { code, verifier };
  }

  /** An application redeems a code of its own in the same way; else its refusal is of the way, and not of the code. */
  async #redeemsItsOwn(request: TokenRequest): Promise<void> {
    const { code, verifier } = await this.#code(request);
    const { status, tokens } = await redeem(request, code, verifier);
    if (!tokens)
      throw new Blocked(
        `the application of AUTH0_SHORT_LIVED_CLIENT_ID was answered ${status} for a code of its own: that it is refused another's proves nothing`,
      );
  }

  /** No other address than the application's own is given a code, or led to at all. */
  async redirectUri({ spelling }: SpellingCell): Promise<Problem[]> {
    const request = await this.#ready();
    const stray = strayAddress(spelling, new URL(request.redirectUri), STRANGER);
    const reply = await this.#reply(request, { redirect_uri: stray });
    const { location, code } = reply;
    const to = strayTarget(location, request.auth0Url, request.redirectUri);
    // What leads nowhere is to say that it refuses.
    if (location === undefined) codeIn(reply);
    return to === undefined
      ? []
      : [
          {
            request: AUTHORIZE,
            expected: 'a refusal that stays at the identity provider',
            seen: `the browser is sent to ${to}${code ? ', with an authorization code' : ''}`,
          },
        ];
  }

  /** A code is good once, with its own verifier, for the application that asked for it, at the address that it was sent to. */
  async code({ misuse }: CodeCell, otherClientId: string | undefined): Promise<Problem[]> {
    const request = await this.#ready();
    const { code, verifier } = await this.#code(request);
    const other = (changes: Partial<TokenRequest>, proof: string | undefined = verifier) =>
      redeem({ ...request, ...changes }, code, proof);
    const accepted = async (what: string, answer: ReturnType<typeof redeem>): Promise<Problem[]> => {
      const { status, tokens } = await answer;
      if (status >= 500) throw new Blocked(`the token endpoint answered ${status} to a code ${what}`);
      return tokens || status < 400
        ? [{ request: TOKEN, expected: `a refusal of a code ${what}`, seen: `status ${status}` }]
        : [];
    };
    switch (misuse) {
      case 'again': {
        const first = await other({});
        if (!first.tokens) throw new Blocked(`a fresh code was answered with ${first.status}`);
        return accepted('that was used before', other({}));
      }
      case 'other-verifier':
        return accepted(
          'with the verifier of another request',
          other({}, (await this.#code(request)).verifier),
        );
      case 'no-verifier':
        return accepted('without its verifier', redeem(request, code, undefined));
      case 'other-client':
        if (!otherClientId)
          throw new Blocked('there is no second application to try a code: set AUTH0_SHORT_LIVED_CLIENT_ID');
        await this.#redeemsItsOwn({ ...request, clientId: otherClientId });
        return accepted('by another application', other({ clientId: otherClientId }));
      case 'other-address':
        return accepted(
          'with another redirect_uri',
          other({ redirectUri: `${request.redirectUri}/elsewhere` }),
        );
    }
  }

  /**
   * Whatever organization the request names, the tokens that come of it name none that the person is no member of, and a
   * refusal says nothing of it.
   *
   * @param values of that organization, which stand nowhere else
   */
  async organization(
    { asked, other }: OrganizationCell,
    { tenants, claims }: Pick<Policy, 'tenants' | 'claims'>,
    values: readonly string[],
  ): Promise<Problem[]> {
    const request = await this.#ready();
    const foreign = tenants[other];
    if (!foreign) throw new Blocked(`the policy has no tenant ${other}`);
    const ways: Record<OrganizationCell['asked'], Record<string, string>> = {
      id: { organization: foreign.id },
      name: { organization: foreign.organization },
      invitation: {
        organization: foreign.id,
        organization_name: foreign.organization,
        invitation: 'bulkhead-no-such-invitation',
      },
    };
    const { query, verifier } = silentQuestion(request, ways[asked]);
    const reply = await ask(request.auth0Url, query, request.cookie);
    const code = codeIn(reply);
    if (!code) {
      const { location = '' } = reply;
      const said = new URLSearchParams(location.split(/[?#]/).slice(1).join('&'));
      const told = valuesIn([...said.values()].join('\n'), values, query.toString());
      return told.length === 0
        ? []
        : [
            {
              rule: 'foreign-data-received',
              request: AUTHORIZE,
              expected: `a refusal that tells nothing of ${other}`,
              seen: told.map((value) => JSON.stringify(value)).join(', '),
            },
          ];
    }
    const { tokens, status: redeemed } = await redeem(request, code, verifier);
    if (!tokens && !refuses(redeemed))
      throw new Blocked(`the token endpoint answered ${redeemed} to the code that came of it`);
    const seen = tenantNamed(tokens, foreign.id, claims.tenant);
    return seen === undefined ? [] : [{ request: AUTHORIZE, expected: `no token for ${other}`, seen }];
  }
}

/** That tokens, where any came of a request, name a tenant, in words; undefined where they do not. */
export function tenantNamed(
  tokens: Pick<Tokens, 'accessToken' | 'idToken'> | undefined,
  id: string,
  claim: string | undefined,
): string | undefined {
  const places = tokens ? placesIn([tokens.accessToken, tokens.idToken], claim) : [];
  return places.includes(id) ? `a token that names ${id} as its organization` : undefined;
}

/** The tenants that tokens name; none of one that is no JWT. */
function placesIn(tokens: readonly string[], claim: string | undefined): unknown[] {
  return tokens.flatMap((token) => {
    const payload = token.split('.')[1];
    if (!payload) return [];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    return [claims['org_id'], ...(claim ? [claims[claim]] : [])];
  });
}

export interface LogoutParts {
  auth0Url: string;
  /** An ID token of somebody, which an application may send along. */
  idToken: () => Promise<string>;
  clientId: string;
  /** Where the application itself has a logout lead. */
  loggedOut: string;
}

async function logoutLocation(
  { auth0Url }: LogoutParts,
  path: string,
  query: Record<string, string>,
): Promise<string | undefined> {
  const client = new ApiClient(auth0Url, {});
  const { answer } = await client.send('GET', {
    path: `${path}?${new URLSearchParams(query).toString()}`,
    headers: { accept: 'text/html' },
  });
  if (answer.status >= 500)
    throw new Blocked(`the identity provider answered ${answer.status} to ${path}, which refuses nothing`);
  return answer.headers['location'];
}

/** The end_session_endpoint of the discovery document (RP-initiated logout 1.0, section 2.1). */
async function endSessionPath({ auth0Url }: LogoutParts): Promise<string> {
  const path = '/.well-known/openid-configuration';
  const { answer } = await new ApiClient(auth0Url, {}).send('GET', { path, headers: {} });
  const { end_session_endpoint: endpoint } = (answer.json ?? {}) as { end_session_endpoint?: unknown };
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
    throw new Blocked('the identity provider names no end_session_endpoint');
  return new URL(endpoint).pathname;
}

/** A logout leads to the application, and nowhere else. */
export async function logoutReturn(parts: LogoutParts, cell: LogoutCell): Promise<Problem[]> {
  const isOwn = cell.endpoint === 'v2';
  const path = isOwn ? '/v2/logout' : await endSessionPath(parts);
  const parameter = isOwn ? 'returnTo' : 'post_logout_redirect_uri';
  const hint: Record<string, string> =
    cell.endpoint === 'hinted' ? { id_token_hint: await parts.idToken() } : {};
  const ask = (to: string): Promise<string | undefined> =>
    logoutLocation(parts, path, { client_id: parts.clientId, [parameter]: to, ...hint });
  if (!leadsTo(await ask(parts.loggedOut), parts.auth0Url, parts.loggedOut))
    throw new Blocked(
      `${path} does not lead to ${parts.loggedOut}: name the path after a logout under client.loggedOut in the policy`,
    );
  const spellings: readonly Spelling[] = cell.spelling ? [cell.spelling] : LOGOUT_SPELLINGS;
  const problems: Problem[] = [];
  for (const spelling of spellings) {
    const location = await ask(strayAddress(spelling, new URL(parts.loggedOut), STRANGER));
    const to = strayTarget(location, parts.auth0Url, parts.loggedOut);
    if (to !== undefined)
      problems.push({
        request: { method: 'GET', path },
        expected: 'a refusal that stays at the identity provider',
        seen: `the browser is sent to ${to}`,
      });
  }
  return problems;
}
