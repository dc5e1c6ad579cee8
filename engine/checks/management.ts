/** Check of the identity provider's own interface of management: what lets somebody into the application opens nothing there. */
import { ApiClient } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';

/** Of Auth0's Management API, version 2; what would change something names nobody, and holds nothing. */
const REQUESTS = [
  ['GET', '/api/v2/users'],
  ['GET', '/api/v2/organizations'],
  ['GET', '/api/v2/clients'],
  ['PATCH', '/api/v2/users/auth0%7C000000000000000000000000'],
  ['PATCH', '/api/v2/organizations/org_0000000000000000'],
] as const;

const REFUSING = [401, 403];

/**
 * An answer other than a refusal must be the one that a word which is no token gets as well: a provider may have nothing there.
 *
 * @param actor whose access token for the application's API it is
 */
export async function managementRefuses(
  auth0Url: string,
  actor: string,
  accessToken: string,
): Promise<Problem[]> {
  const [bearer, nobody] = [accessToken, 'nobody'].map(
    (token) => new ApiClient(auth0Url, { authorization: `Bearer ${token}` }),
  ) as [ApiClient, ApiClient];
  const problems = await Promise.all(
    REQUESTS.map(async ([method, path]): Promise<Problem[]> => {
      const request = {
        path,
        headers: { 'content-type': 'application/json' },
        ...(method === 'PATCH' ? { body: '{}' } : {}),
      };
      const { answer } = await bearer.send(method, request);
      if (REFUSING.includes(answer.status)) return [];
      const { status } = (await nobody.send(method, request)).answer;
      if (status === answer.status && status >= 400) return [];
      return [
        {
          actor,
          request: { method, path },
          expected: `the token for the application's API is refused like a word that is no token (status ${status})`,
          seen: `status ${answer.status}`,
        },
      ];
    }),
  );
  return problems.flat();
}
