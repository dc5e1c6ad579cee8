/** What all answers and requests have in common: headers, CORS, bodies, errors. */
import type Koa from 'koa';
import type { Config } from './config.ts';
import { errorPage } from './pages/account.ts';
import type { Html } from './pages/html.ts';

export type Context = Koa.ParameterizedContext;
export type Handler = (ctx: Context) => Promise<void> | void;

const BODY_LIMIT = 16 * 1024;
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** An error that is shown to a person as a page. */
export class PageError extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

/** Shown when the login page outlived its login, or was opened in another browser. */
export const SESSION_LOST =
  'You may have pressed the back button, refreshed during login, opened too many login dialogs, or there is some ' +
  "issue with cookies, since we couldn't find your session. Try logging in again from the application and if the " +
  'problem persists please contact the administrator.';

/**
 * Answers with a page.
 *
 * @param config names the application, to which a form may lead by way of redirects
 */
export function sendPage(ctx: Context, config: Config, page: Html, status = 200): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' ${config.appUrl}; frame-ancestors 'none'`,
  );
  ctx.body = page.text;
}

/** Security headers of every answer; pages then allow themselves their style sheet and their form. */
export function securityHeaders(config: Config): Koa.Middleware {
  return async (ctx, next) => {
    ctx.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': NOTHING,
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
      // Not "no-referrer": with it browsers send `Origin: null` with forms, which are checked by their origin.
      'Referrer-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    });
    if (config.url.startsWith('https:'))
      ctx.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    await next();
    // Answers of silent authentication are a frame of the application with one script, named by its hash; that the
    // answer may be an error is the application's business, not a failure of the frame.
    if (
      ctx.path === '/authorize' &&
      ctx.query['response_mode'] === 'web_message' &&
      typeof ctx.body === 'string'
    ) {
      const script = /<script>([\s\S]*?)<\/script>/.exec(ctx.body)?.[1] ?? '';
      ctx.status = 200;
      ctx.remove('X-Frame-Options');
      ctx.set(
        'Content-Security-Policy',
        `default-src 'none'; script-src '${await hashOf(script)}'; base-uri 'none'; frame-ancestors ${config.appUrl}`,
      );
    }
  };
}

async function hashOf(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script));
  return `sha256-${Buffer.from(digest).toString('base64')}`;
}

/** Allows the application's exact origin and no other, whatever the routes below would say. */
export function cors(config: Config): Koa.Middleware {
  return async (ctx, next) => {
    const allowed = ctx.get('Origin') === config.appUrl;
    const preflight = ctx.method === 'OPTIONS';
    if (preflight) ctx.status = 204;
    else await next();
    for (const name of Object.keys(ctx.response.headers)) {
      if (name.toLowerCase().startsWith('access-control-')) ctx.remove(name);
    }
    ctx.vary('Origin');
    if (!allowed) return;
    ctx.set('Access-Control-Allow-Origin', config.appUrl);
    if (!preflight) return;
    ctx.set({
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Auth0-Client',
      'Access-Control-Max-Age': '600',
    });
  };
}

/** Turns whatever went wrong, or was not found, into an answer that tells nothing of the inside. */
export function errorAnswers(config: Config): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof PageError) {
        sendPage(ctx, config, errorPage(error.message), error.status);
        return;
      }
      process.stderr.write(
        `idp: ${error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error'}\n`,
      );
      answerPlainly(ctx, config, 500);
      return;
    }
    const untouched = ctx.body === undefined || ctx.body === null;
    if (untouched && (ctx.status === 404 || ctx.status === 405)) answerPlainly(ctx, config, ctx.status);
  };
}

const PLAIN: Record<number, [error: string, text: string]> = {
  404: ['not_found', 'Not found.'],
  405: ['method_not_allowed', 'Method not allowed.'],
  500: ['server_error', 'Something went wrong.'],
};

function answerPlainly(ctx: Context, config: Config, status: number): void {
  const [error, text] = PLAIN[status] ?? ['server_error', 'Something went wrong.'];
  if (ctx.accepts('json', 'html') === 'html') {
    sendPage(ctx, config, errorPage(text), status);
  } else {
    ctx.status = status;
    ctx.body = { error, error_description: text };
  }
}

/** @returns the text, or undefined when it is too long */
async function readText(ctx: Context): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk);
  }
  return length <= BODY_LIMIT ? Buffer.concat(chunks).toString('utf8') : undefined;
}

/** @returns the fields of a form, or undefined when the body is none */
export async function readForm(ctx: Context): Promise<URLSearchParams | undefined> {
  const text = ctx.is('application/x-www-form-urlencoded') ? await readText(ctx) : undefined;
  return text === undefined ? undefined : new URLSearchParams(text);
}

/** @returns the object in the body, or undefined when there is none */
export async function readJson(ctx: Context): Promise<Record<string, unknown> | undefined> {
  const text = ctx.is('application/json') ? await readText(ctx) : undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
