/**
 * Verification of access tokens (RFC 9068 in spirit, in the profile that Auth0 issues by default): signature by a key
 * of the identity provider, issuer, audience, type, lifetime and client.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { AUDIENCE, CLAIMS, CLIENTS, type Config } from '../config.ts';
import { Problem } from '../errors.ts';
import type { VerifiedToken } from './principal.ts';

const MAX_LENGTH = 8192;
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;
const TENANT = /^org_[A-Za-z0-9]{1,40}$/;

/** The one Authorization header; two of them are refused, since others on the way may have read the other one. */
function bearerOf(rawHeaders: readonly string[]): string {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && isAuthorization(rawHeaders[index - 1]));
  const token = values.length === 1 && values[0] !== undefined ? BEARER.exec(values[0])?.[1] : undefined;
  if (!token || token.length > MAX_LENGTH) throw new Problem('unauthorized');
  return token;
}

function isAuthorization(name: string | undefined): boolean {
  return name?.toLowerCase() === 'authorization';
}

/** The tenant comes from the claim of the configured tenancy and from nowhere else. */
function tenantOf(payload: JWTPayload, tenancy: Config['tenancy']): string | null {
  const value = tenancy === 'organization' ? payload['org_id'] : payload[`${CLAIMS}tenant`];
  return typeof value === 'string' && TENANT.test(value) ? value : null;
}

function rolesOf(payload: JWTPayload): string[] {
  const value = payload[`${CLAIMS}roles`];
  return Array.isArray(value) && value.every((role) => typeof role === 'string') ? value : [];
}

/** Whether a key set could not be fetched, as opposed to a token that no key of it fits. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);
}

export interface TokenVerifier {
  /**
   * @param rawHeaders names and values in turn, as received
   * @throws Problem `unauthorized`, or `unavailable` when the keys cannot be fetched
   */
  verify(rawHeaders: readonly string[]): Promise<VerifiedToken>;
  /** Whether the identity provider answers with its keys at this moment. */
  reachable(): Promise<boolean>;
}

export function createTokenVerifier(config: Config): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(`${config.idpUrl}/.well-known/jwks.json`), {
    timeoutDuration: 2000,
    // How soon an unknown key id may lead to the next fetch: a restarted provider has new keys.
    cooldownDuration: 2000,
  });

  const payloadOf = async (token: string): Promise<JWTPayload> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: `${config.idpUrl}/`,
        audience: AUDIENCE,
        algorithms: ['RS256'],
        typ: 'JWT',
        clockTolerance: 0,
        requiredClaims: ['sub', 'iat', 'exp', 'azp', `${CLAIMS}sid`],
      });
      return payload;
    } catch (error) {
      throw new Problem(isOutage(error) ? 'unavailable' : 'unauthorized');
    }
  };

  return {
    async verify(rawHeaders) {
      const bearer = bearerOf(rawHeaders);
      const payload = await payloadOf(bearer);
      const { sub, exp, azp } = payload;
      const sid = payload[`${CLAIMS}sid`];
      const known = typeof azp === 'string' && CLIENTS.includes(azp);
      if (!known || !sub || exp === undefined || typeof sid !== 'string' || sid === '') {
        throw new Problem('unauthorized');
      }
      return {
        userId: sub,
        sid,
        expiresAt: exp * 1000,
        tenantId: tenantOf(payload, config.tenancy),
        roles: rolesOf(payload),
        bearer,
      };
    },
    reachable: () =>
      fetch(`${config.idpUrl}/.well-known/jwks.json`, {
        signal: AbortSignal.timeout(2000),
        redirect: 'manual',
      }).then(
        (response) => response.ok,
        () => false,
      ),
  };
}
