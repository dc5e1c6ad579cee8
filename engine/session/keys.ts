/** The keys by which access tokens are signed: those that the identity provider publishes, and a test deployment's own. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type PublishedKey, type SigningKey, algorithmOf, canSign } from '../probe/forge.ts';
import { send } from '../probe/transport.ts';
import { Blocked } from '../record/problem.ts';
import { rememberSecrets } from './store.ts';

const OTHERS = 0o077;

export const KEY_SET_PATH = '/.well-known/jwks.json';

/** All keys at the well-known address. Throws Blocked when there are none. */
export async function keySet(auth0Url: string): Promise<(PublishedKey & { use?: string })[]> {
  const path = KEY_SET_PATH;
  const { status, json } = await send({ method: 'GET', origin: auth0Url, path }).catch((error: Error) => {
    throw new Blocked(`the published keys cannot be read: ${error.message}`);
  });
  const { keys } = (json ?? {}) as { keys?: (PublishedKey & { use?: string })[] };
  if (!Array.isArray(keys) || keys.length === 0) throw new Blocked(`${path} answered ${status} without keys`);
  return keys;
}

/** Those of them that are for signatures. Throws Blocked when there are none. */
export async function publishedKeys(auth0Url: string): Promise<PublishedKey[]> {
  const signing = (await keySet(auth0Url)).filter(({ use = 'sig' }) => use === 'sig');
  if (signing.length === 0) throw new Blocked(`${KEY_SET_PATH} has no key for signatures`);
  return signing;
}

/** Members of a JSON Web Key that only its owner may know (RFC 7518, 6.2.2, 6.3.2 and 6.4.1). */
export const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;
type PrivateJwk = Partial<Record<(typeof PRIVATE_PARTS)[number] | 'alg' | 'kid' | 'kty' | 'crv', string>>;

/**
 * Reads a private JSON Web Key. Whatever of it is secret is noted for the search of the reports.
 *
 * @param file as `TOKEN_SIGNING_KEY_FILE` names it
 * @param remember notes secrets
 * @throws Blocked when there is none, when others may read it, or when it is no key that can sign here
 */
export function signingKey(
  file: string | undefined,
  remember: (secrets: readonly string[]) => void = rememberSecrets,
): SigningKey {
  const variable = 'TOKEN_SIGNING_KEY_FILE';
  if (file === undefined)
    throw new Blocked(
      `there is no key to sign a token with one wrong claim: set ${variable}, or put the check out of scope where the deployment gives its key to nobody`,
    );
  let jwk: PrivateJwk;
  try {
    if ((statSync(file).mode & OTHERS) !== 0)
      throw new Blocked(`others may read the file of ${variable}: its mode must be 0600`);
    jwk = JSON.parse(readFileSync(file, 'utf8')) as PrivateJwk;
  } catch (error) {
    // The message of a parser repeats what it read.
    throw error instanceof Blocked ? error : new Blocked(`the file of ${variable} cannot be read as JSON`);
  }
  remember(PRIVATE_PARTS.flatMap((part) => jwk[part] ?? []));
  const { kid } = jwk;
  const alg = algorithmOf(jwk);
  if (!canSign(alg))
    throw new Blocked(`the key of ${variable} is for ${alg}, which cannot be signed with here`);
  try {
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    return { key, alg, ...(kid === undefined ? {} : { kid }) };
  } catch {
    throw new Blocked(`the file of ${variable} holds no private key`);
  }
}
