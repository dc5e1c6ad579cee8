/** The signing key of this start, and the verification of access tokens at the provider's own endpoints. */
import { generateKeyPair, randomUUID } from 'node:crypto';
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

export async function createKeys(issuer: string): Promise<Keys> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk: JWK = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    async verify(token, audience) {
      const options = { issuer, audience, algorithms: ['RS256'], typ: 'JWT', requiredClaims: ['exp', 'sub'] };
      return (await jwtVerify(token, publicKey, options)).payload;
    },
  };
}
