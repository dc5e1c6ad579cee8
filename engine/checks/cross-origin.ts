/** Checks of the origins that the API shares its answers with, by requests alone, and of those of the identity provider. */
import { sharedAsPerson, sharedProblems, sharedWith } from '../oracle/cross-origin.ts';
import type { OriginCell } from '../plan/index.ts';
import { strayOrigin } from '../probe/addresses.ts';
import { ApiClient, type Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { KEY_SET_PATH } from '../session/keys.ts';
import type { World } from './world.ts';

/** An answer that is a person's own, and the permission to ask for it, are given to no origin but the application's. */
export async function originShared(
  world: World,
  { spelling }: OriginCell,
  actor: string,
  { appUrl, apiUrl }: { appUrl: string; apiUrl: string },
): Promise<Problem[]> {
  const origin = strayOrigin(spelling, new URL(appUrl));
  const operation = world.operation(world.ownOperation(actor));
  const { path, headers } = world.shape(operation, {}, world.policy.identities[actor]?.tenant);
  const client = await world.clientOf(actor);
  const read = (from: string): Promise<Call> =>
    client.send('GET', { path, headers: { ...headers, origin: from } });
  const preflight = (from: string): Promise<Call> =>
    client.send('OPTIONS', {
      path,
      headers: {
        origin: from,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
  // Where both are one origin, there is nobody to share with.
  const own = appUrl === apiUrl ? undefined : sharedWith((await read(appUrl)).answer.headers, appUrl);
  if (own === undefined && appUrl !== apiUrl)
    throw new Blocked(`an answer of ${path} is not shared with the application itself`);
  const problems: Problem[] = [];
  for (const ask of [read, preflight]) {
    const call = await ask(origin);
    if (ask === read && call.answer.status >= 300)
      throw new Blocked(`${path} answered ${call.answer.status} to ${actor}`);
    problems.push(...sharedProblems(call, origin));
  }
  return problems;
}

interface ProviderParts {
  appUrl: string;
  auth0Url: string;
  clientId: string;
}

type From = (origin: string) => Promise<Call>;

/** How the identity provider is asked from an origin for what is a person's own, and for what anybody may read. */
function asksAt({ auth0Url, clientId }: ProviderParts, accessToken: string): { own: From[]; open: From[] } {
  const client = new ApiClient(auth0Url, {});
  const authorization = `Bearer ${accessToken}`;
  const read =
    (path: string, headers: Readonly<Record<string, string>> = {}): From =>
    (origin) =>
      client.send('GET', { path, headers: { ...headers, origin } });
  const preflight =
    (method: string, path: string, header: string): From =>
    (origin) =>
      client.send('OPTIONS', {
        path,
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': header,
        },
      });
  // A code of nobody: whether an answer is shared is of its origin, not of what it says.
  const redeem: From = (origin) =>
    client.send('POST', {
      path: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code: 'bulkhead-no-such-code',
      }).toString(),
    });
  return {
    own: [
      redeem,
      read('/userinfo', { authorization }),
      preflight('POST', '/oauth/token', 'auth0-client'),
      preflight('GET', '/userinfo', 'authorization'),
    ],
    open: [read('/.well-known/openid-configuration'), read(KEY_SET_PATH)],
  };
}

/**
 * Tokens and what they tell of a person are shared with no origin but the application's; what anybody may read, with no
 * other as the person whose browser it is.
 */
export async function originSharedAtProvider(
  parts: ProviderParts,
  { spelling }: OriginCell,
  accessToken: string,
): Promise<Problem[]> {
  const { appUrl, auth0Url } = parts;
  const { own, open } = asksAt(parts, accessToken);
  const [redeem] = own;
  if (
    redeem &&
    appUrl !== auth0Url &&
    sharedWith((await redeem(appUrl)).answer.headers, appUrl) === undefined
  )
    throw new Blocked('an answer to a request for tokens is not shared with the application itself');
  const origin = strayOrigin(spelling, new URL(appUrl));
  const judged = async (asks: readonly From[], shares: typeof sharedWith): Promise<Problem[]> =>
    (await Promise.all(asks.map((ask) => ask(origin)))).flatMap((call) =>
      sharedProblems(call, origin, shares),
    );
  return [...(await judged(own, sharedWith)), ...(await judged(open, sharedAsPerson))];
}
