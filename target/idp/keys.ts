/** The signing key, and the verification of access tokens at the provider's own endpoints. */
import { createPublicKey, generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type JWK, type JWTPayload, jwtVerify } from 'jose';

export interface Keys {
  /** Private JSON Web Key Set for oidc-provider, which publishes the public half. */
  jwks: { keys: JWK[] };
  /**
   * @returns the claims
   * @throws when signature, issuer, audience or lifetime is wrong
   */
  verify(token: string, audience: string): Promise<JWTPayload>;
}

/** A key of this start. */
async function newKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** @param given the private key to sign with, as a JSON Web Key with its `kid`; a new one when there is none */
export async function createKeys(issuer: string, given?: JWK): Promise<Keys> {
  const jwk = given ?? (await newKey());
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return {
    jwks: { keys: [jwk] },
    async verify(token, audience) {
      const options = { issuer, audience, algorithms: ['RS256'], typ: 'JWT', requiredClaims: ['exp', 'sub'] };
      return (await jwtVerify(token, publicKey, options)).payload;
    },
  };
}
