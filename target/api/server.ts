/** The HTTP server: the table of operations behind the guard, and one shape for everything that goes wrong. */
import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { Problem } from './errors.ts';
import { acceptJsonOnly, namesTwoTypes } from './http/body.ts';
import { answerClientError, answerErrors, sendProblem } from './http/failures.ts';
import { answerOptions, setCommonHeaders } from './http/headers.ts';
import { compileSchema } from './http/schema.ts';
import { operationsOf } from './routes/index.ts';
import { methodsByPath, registerOperations } from './routes/register.ts';
import type { Services } from './services.ts';

/** Builds the server; it does not listen yet. */
export async function buildServer(services: Services): Promise<FastifyInstance> {
  const { config, guard } = services;
  const app = fastify({
    // Never taken from the client, who could make two requests look like one.
    genReqId: () => randomUUID(),
    bodyLimit: 64 * 1024,
    // Node itself would refuse a request without a host, and with nothing but a status.
    http: { requireHostHeader: false },
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    // A long id is an unknown id; the limit of the request line bounds it.
    routerOptions: { maxParamLength: 16_384 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, request, reply) => {
      setCommonHeaders(request, reply, config.appUrl);
      void sendProblem(request, reply, new Problem('validation_failed'));
    },
  });
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node itself would refuse it without a word.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.decorateRequest('token', null);
  app.decorateRequest('principal', null);
  app.setValidatorCompiler(compileSchema);
  acceptJsonOnly(app);
  answerErrors(app, guard);

  await app.register(rateLimit, {
    global: false,
    max: config.rateLimit,
    timeWindow: 10_000,
    keyGenerator: (request) => (request.token ? `user ${request.token.userId}` : `address ${request.ip}`),
    // Headers that count down would make two equal answers differ.
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: () => new Problem('rate_limited'),
  });

  const operations = operationsOf(services);
  const allowed = methodsByPath(operations);
  app.addHook('onRequest', async (request, reply) => {
    setCommonHeaders(request, reply, config.appUrl);
    if (request.raw.httpVersion === '1.1' && !request.headers.host) throw new Problem('validation_failed');
    if (namesTwoTypes(request.raw.rawHeaders)) throw new Problem('unsupported_media_type');
    if (!request.is404) return;
    // Before any body is read: other methods on a path of the table, and paths that are not in it.
    const allow = allowed(request.url);
    if (allow === undefined) throw new Problem('not_found');
    if (request.method === 'OPTIONS') return answerOptions(request, reply, allow, config.appUrl);
    throw new Problem('method_not_allowed', { allow });
  });
  await registerOperations(app, operations, guard);
  return app;
}
