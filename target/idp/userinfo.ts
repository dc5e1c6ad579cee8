/** The profile of whoever an access token was issued to (OpenID Connect Core, section 5.3). */
import type Koa from 'koa';
import type Provider from 'oidc-provider';
import { profileClaims } from './claims.ts';
import { userinfoApi } from './clients.ts';
import { CLAIMS, type Config } from './config.ts';
import type { Directory } from './directory.ts';
import type { Keys } from './keys.ts';
import { requestedScopes } from './policy.ts';

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** @returns the token of the Authorization header, if it is one */
export function bearerToken(header: string): string | undefined {
  return BEARER.exec(header)?.[1];
}

export function createUserinfo(
  config: Config,
  directory: Directory,
  keys: Keys,
  provider: Provider,
): Koa.Middleware {
  async function profile(header: string): Promise<Record<string, unknown> | undefined> {
    const token = bearerToken(header);
    const claims = token && (await keys.verify(token, userinfoApi(config)).catch(() => undefined));
    if (!claims) return undefined;
    const person = directory.person(String(claims.sub));
    const session = await provider.Session.findByUid(String(claims[`${CLAIMS}sid`]));
    if (!person || person.blocked || session?.accountId !== person.id) return undefined;
    const scopes = requestedScopes(claims);
    const { sub, name, nickname, email, email_verified } = profileClaims(person);
    return {
      sub,
      ...(scopes.includes('profile') ? { name, nickname } : {}),
      ...(scopes.includes('email') ? { email, email_verified } : {}),
    };
  }

  return async (ctx, next) => {
    if (ctx.path !== '/userinfo') {
      await next();
      return;
    }
    if (!['GET', 'HEAD', 'POST'].includes(ctx.method)) {
      ctx.set('Allow', 'GET, HEAD, POST');
      ctx.status = 405;
      return;
    }
    const body = await profile(ctx.get('Authorization'));
    if (!body) ctx.set('WWW-Authenticate', 'Bearer error="invalid_token"');
    ctx.status = body ? 200 : 401;
    ctx.body = body ?? { error: 'invalid_token', error_description: 'invalid token' };
  };
}
