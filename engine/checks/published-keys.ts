/** Check of the key set that the identity provider publishes: with a private part of a key anybody could sign tokens. */
import { ANONYMOUS } from '../plan/cells.ts';
import { ApiClient } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { PRIVATE_PARTS } from '../session/keys.ts';

const PATH = '/.well-known/jwks.json';

/** @throws Blocked when there is no key set */
export async function publicKeysAlone(auth0Url: string): Promise<Problem[]> {
  const { answer, request } = await new ApiClient(auth0Url, {}).send('GET', { path: PATH, headers: {} });
  const { keys } = (answer.json ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0)
    throw new Blocked(`${PATH} answered ${answer.status} without keys`);
  return keys.flatMap((key: Record<string, unknown>, at): Problem[] => {
    const found = PRIVATE_PARTS.filter((part) => part in key);
    return found.length === 0
      ? []
      : [
          {
            actor: ANONYMOUS,
            request,
            expected: 'public keys alone',
            // The values would be a secret.
            seen: `the members ${found.join(', ')} of key ${at + 1}, which only its owner may know`,
          },
        ];
  });
}
