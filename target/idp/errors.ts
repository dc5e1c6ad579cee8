/** Errors of the authorization endpoint that cannot go back to the application, in Auth0's words. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Config } from './config.ts';
import { sendPage, SESSION_LOST } from './http.ts';
import { errorPage } from './pages/account.ts';

const TEXTS: Record<string, string> = {
  invalid_redirect_uri:
    'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.',
  invalid_client: 'Unknown client.',
};

export function createRenderError(config: Config) {
  return (ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }): void => {
    if (!ctx.path.startsWith('/authorize')) {
      ctx.body = { error: out.error, error_description: out.error_description };
      return;
    }
    // A path below it belongs to a login that is over, or to another browser.
    const text =
      ctx.path === '/authorize'
        ? (TEXTS[out.error] ?? 'The authorization request is invalid.')
        : SESSION_LOST;
    const status = out.error === 'invalid_redirect_uri' ? 403 : Math.max(ctx.status, 400);
    sendPage(ctx, config, errorPage(text), status);
  };
}
