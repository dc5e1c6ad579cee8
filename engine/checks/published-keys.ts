/** Check of the key set that the identity provider publishes: with a private part of a key anybody could sign tokens. */
import { ANONYMOUS } from '../plan/cells.ts';
import type { Problem } from '../record/problem.ts';
import { KEY_SET_PATH, PRIVATE_PARTS, keySet } from '../session/keys.ts';

/** @throws Blocked when there is no key set */
export async function publicKeysAlone(auth0Url: string): Promise<Problem[]> {
  return (await keySet(auth0Url)).flatMap((key, at): Problem[] => {
    const found = PRIVATE_PARTS.filter((part) => part in key);
    return found.length === 0
      ? []
      : [
          {
            actor: ANONYMOUS,
            request: { method: 'GET', path: KEY_SET_PATH },
            expected: 'public keys alone',
            // The values would be a secret.
            seen: `the members ${found.join(', ')} of key ${at + 1}, which only its owner may know`,
          },
        ];
  });
}
