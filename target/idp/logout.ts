/** Logout: Auth0's own endpoint, and OpenID Connect RP-Initiated Logout 1.0. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type Koa from 'koa';
import type Provider from 'oidc-provider';
import { CLIENT_NAME, logoutUrl } from './clients.ts';
import type { Config } from './config.ts';
import type { CookieNames } from './cookies.ts';
import { type Context, PageError, readForm, sendPage } from './http.ts';
import { loggedOutPage, logoutPage } from './pages/account.ts';

export function createLogout(config: Config, cookies: CookieNames, provider: Provider): Koa.Middleware {
  const secret = randomBytes(32);

  const csrfOf = (sessionId: string): Buffer => createHmac('sha256', secret).update(sessionId).digest();

  function single(value: string | string[] | undefined): string | undefined {
    if (Array.isArray(value)) throw new PageError(400, 'A parameter was given twice.');
    return value;
  }

  /** @throws PageError unless the address is allowed; nothing is ended then */
  function allowed(name: string, target: string): string {
    if (target === logoutUrl(config)) return target;
    throw new PageError(
      400,
      `The "${name}" querystring parameter "${target}" is not defined as a valid URL in "Allowed Logout URLs".`,
    );
  }

  async function endSession(ctx: Context): Promise<void> {
    await (await provider.Session.get(ctx)).destroy();
    ctx.cookies.set(cookies.session, null, { httpOnly: true, sameSite: cookies.sessionSite });
  }

  function leave(ctx: Context, target: string | undefined): void {
    if (target === undefined) return sendPage(ctx, config, loggedOutPage());
    ctx.status = 302;
    ctx.redirect(target);
  }

  async function auth0Logout(ctx: Context): Promise<void> {
    const returnTo = single(ctx.query['returnTo']);
    const clientId = single(ctx.query['client_id']);
    if (clientId !== undefined && !(await provider.Client.find(clientId))) {
      throw new PageError(400, 'Unknown client.');
    }
    const fallback = clientId === undefined ? undefined : logoutUrl(config);
    const target = returnTo === undefined ? fallback : allowed('returnTo', returnTo);
    await endSession(ctx);
    leave(ctx, target);
  }

  /** The account that an ID token of ours was issued to, however long ago. */
  async function hintedAccount(hint: string | undefined): Promise<string | undefined> {
    if (hint === undefined) return undefined;
    try {
      const [, payload = ''] = hint.split('.');
      const { aud } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { aud: string };
      const client = await provider.Client.find(aud);
      if (!client) return undefined;
      const { payload: claims } = await provider.IdToken.validate(hint, client);
      return String(claims['sub']);
    } catch {
      return undefined;
    }
  }

  async function oidcLogout(ctx: Context): Promise<void> {
    const uri = single(ctx.query['post_logout_redirect_uri']);
    const state = single(ctx.query['state']);
    let target = uri === undefined ? undefined : allowed('post_logout_redirect_uri', uri);
    if (target !== undefined && state !== undefined)
      target += `?${new URLSearchParams({ state }).toString()}`;
    const session = await provider.Session.get(ctx);
    const { accountId } = session;
    const hinted = await hintedAccount(single(ctx.query['id_token_hint']));
    if (ctx.method === 'POST') {
      const given = Buffer.from((await readForm(ctx))?.get('_csrf') ?? '', 'base64url');
      const expected = csrfOf(session.jti);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new PageError(403, `Log out of ${CLIENT_NAME} from the application.`);
      }
    } else if (accountId !== undefined && accountId !== hinted) {
      // Without proof that the application asks, anybody's link could end the session: the person decides.
      const csrf = csrfOf(session.jti).toString('base64url');
      return sendPage(ctx, config, logoutPage([['_csrf', csrf]]));
    }
    await endSession(ctx);
    leave(ctx, target);
  }

  return async (ctx, next) => {
    const isGet = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (ctx.path === '/v2/logout' && isGet) {
      await auth0Logout(ctx);
    } else if (ctx.path === '/oidc/logout' && (isGet || ctx.method === 'POST')) {
      await oidcLogout(ctx);
    } else if (ctx.path === '/v2/logout' || ctx.path === '/oidc/logout') {
      ctx.status = 405;
    } else if (!ctx.path.startsWith('/oidc/logout/')) {
      // oidc-provider's own logout pages, below that path, are not used.
      await next();
    }
  };
}
