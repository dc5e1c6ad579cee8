/** The token and revocation endpoints as Auth0 has them: JSON bodies, `audience`, and its error answers. */
import type Koa from 'koa';
import type Provider from 'oidc-provider';
import { readForm, readJson } from './http.ts';

const PATHS = ['/oauth/token', '/oauth/revoke'];

/** What oidc-provider found wrong, by request; it keeps that out of its answers. */
const details = new WeakMap<object, string>();

/** Notes why a grant was refused, for the answer that follows. */
export function noteGrantErrors(provider: Provider): void {
  provider.on('grant.error', (ctx, error) => details.set(ctx.req, error.error_detail ?? ''));
}

interface TokenError {
  error: string;
  error_description?: string;
}

function isTokenError(body: unknown): body is TokenError {
  return typeof body === 'object' && body !== null && 'error' in body;
}

function grantMessage(grantType: string | null, detail: string): string {
  if (grantType === 'refresh_token') return 'Unknown or invalid refresh token.';
  return detail.includes('code_verifier') ? 'Failed to verify code verifier' : 'Invalid authorization code';
}

export const tokenDialect: Koa.Middleware = async (ctx, next) => {
  if (ctx.method !== 'POST' || !PATHS.includes(ctx.path)) {
    await next();
    return;
  }
  const form = ctx.is('application/json') ? asForm(await readJson(ctx)) : await readForm(ctx);
  if (!form) {
    ctx.status = 400;
    ctx.body = { error: 'invalid_request', error_description: 'The request body is invalid.' };
    return;
  }
  const audience = form.get('audience');
  if (form.get('grant_type') === 'client_credentials' && audience !== null) form.set('resource', audience);
  // oidc-provider takes a body that was read before from here.
  Object.assign(ctx.req, { body: fields(form) });
  ctx.req.headers['content-type'] = 'application/x-www-form-urlencoded';
  ctx.req.headers['accept'] = 'application/json';
  await next();
  if (ctx.status !== 400 || !isTokenError(ctx.body)) return;
  const { error } = ctx.body;
  if (error === 'invalid_grant') {
    ctx.status = 403;
    const description = grantMessage(form.get('grant_type'), details.get(ctx.req) ?? '');
    ctx.body = { error, error_description: description };
  } else if (error === 'access_denied') {
    ctx.status = 403;
  }
};

function asForm(body: Record<string, unknown> | undefined): URLSearchParams | undefined {
  if (!body) return undefined;
  const entries = Object.entries(body).filter(([, value]) => typeof value === 'string');
  return new URLSearchParams(entries as [string, string][]);
}

/** Repeated fields stay repeated, for oidc-provider to refuse. */
function fields(form: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
