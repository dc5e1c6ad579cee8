/** Puts the identity provider together and listens. */
import http from 'node:http';
import type { Config } from './config.ts';
import { cookieNames } from './cookies.ts';
import { Directory } from './directory.ts';
import { createRenderError } from './errors.ts';
import { cors, errorAnswers, securityHeaders } from './http.ts';
import { createKeys } from './keys.ts';
import { createInteractionUrl, createLoginRoutes } from './login.ts';
import { createLogout } from './logout.ts';
import { createManagement } from './management.ts';
import { Passwords } from './passwords.ts';
import { Consents } from './policy.ts';
import { createProvider } from './provider.ts';
import { createThrottles } from './throttle.ts';
import { noteGrantErrors, tokenDialect } from './token.ts';
import { Transactions } from './transactions.ts';
import { createUserinfo } from './userinfo.ts';

export interface RunningProvider {
  close(): Promise<void>;
}

async function createApplication(config: Config): Promise<http.RequestListener> {
  const keys = await createKeys(config.issuer, config.signingKey);
  const cookies = cookieNames(config);
  const directory = new Directory(config.organisations, config.accounts);
  const passwords = new Passwords(config.accounts.map(({ userId, password }) => [userId, password] as const));
  const transactions = new Transactions(config, cookies);
  const consents = new Consents();
  const parts = { config, directory, passwords, throttles: createThrottles(), consents, transactions };
  const provider = createProvider({
    config,
    directory,
    consents,
    keys,
    cookies,
    interactionUrl: createInteractionUrl(parts),
    renderError: createRenderError(config),
  });
  noteGrantErrors(provider);
  provider.use(securityHeaders(config));
  provider.use(cors(config));
  provider.use(errorAnswers(config));
  provider.use(async (ctx, next) => {
    if (ctx.path === '/health') ctx.body = { status: 'up' };
    else await next();
  });
  provider.use(createLoginRoutes(parts, provider));
  provider.use(createLogout(config, cookies, provider));
  provider.use(createManagement(config, directory, keys));
  provider.use(createUserinfo(config, directory, keys, provider));
  provider.use(tokenDialect);
  const answer = provider.callback();
  return (request, response) => void answer(request, response);
}

/**
 * Addresses in answers come from the configuration alone: what a request says about its host and scheme is replaced
 * before anybody reads it.
 */
function pinned(config: Config, listener: http.RequestListener): http.RequestListener {
  const { host, protocol } = new URL(config.url);
  return (request, response) => {
    for (const name of Object.keys(request.headers)) {
      if (name.startsWith('x-forwarded-') || name === 'forwarded') delete request.headers[name];
    }
    request.headers.host = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    listener(request, response);
  };
}

/** Starts the provider on the loopback interface. */
export async function startProvider(config: Config): Promise<RunningProvider> {
  const server = http.createServer(pinned(config, await createApplication(config)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: config.port, host: '127.0.0.1' }, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
