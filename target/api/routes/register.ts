/** Puts the table of operations on the server. */
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Guard } from '../auth/guard.ts';
import { numberParser, requireWellFormedIds } from '../http/parameters.ts';
import { NO_BODY, object } from '../http/schema.ts';
import type { Operation } from './operation.ts';

export const MAX_UPLOAD = 256 * 1024;

/** Finds which methods a path of the table knows, as the value of an Allow header. */
export function methodsByPath(operations: readonly Operation[]): (url: string) => string | undefined {
  const methods = new Map<string, Set<string>>();
  for (const { path, method, noHead } of operations) {
    const found = methods.get(path) ?? new Set<string>();
    methods.set(path, found.add(method));
    if (method === 'GET' && !noHead) found.add('HEAD');
  }
  const patterns = [...methods].map(([path, found]) => ({
    // As the router reads paths: a parameter is one segment that is not empty, fixed segments come first.
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
    fixed: !path.includes(':'),
    allow: [...found, 'OPTIONS'].join(', '),
  }));
  patterns.sort((one, other) => Number(other.fixed) - Number(one.fixed));
  return (url) => {
    const path = url.split(/[?#]/, 1)[0] ?? '';
    return patterns.find(({ pattern }) => pattern.test(path))?.allow;
  };
}

function addRoute(app: FastifyInstance, operation: Operation, guard: Guard): void {
  const { method, path, query, requiredQuery, body, upload, noHead, success, handler } = operation;
  const limiter = { count: app.rateLimit() };
  const limited = !path.endsWith('/health') && !path.endsWith('/ready');
  app.route({
    method,
    url: path,
    config: { operation },
    exposeHeadRoute: method === 'GET' && !noHead,
    ...(upload ? { bodyLimit: MAX_UPLOAD + 16 * 1024 } : {}),
    schema: {
      querystring: object(query ?? {}, requiredQuery),
      ...(method === 'GET' || upload ? {} : { body: body ?? NO_BODY }),
    },
    onRequest: limited
      ? [guard.identify, (request, reply) => limiter.count.call(app, request, reply), guard.authorize]
      : [],
    preValidation: numberParser(operation),
    preHandler: requireWellFormedIds,
    handler: async (request: FastifyRequest, reply) => {
      const answer = await handler({
        who: request.principal ?? request.token,
        params: request.params as Record<string, string>,
        query: request.query as object,
        body: request.body,
        request,
        reply,
      });
      reply.code(answer.status ?? success).headers(answer.headers ?? {});
      return reply.send(answer.body);
    },
  });
}

/** Registers every operation; those that take files live apart, so that nothing else understands multipart. */
export async function registerOperations(
  app: FastifyInstance,
  operations: readonly Operation[],
  guard: Guard,
): Promise<void> {
  for (const operation of operations.filter(({ upload }) => !upload)) addRoute(app, operation, guard);
  await app.register(async (uploads) => {
    await uploads.register(multipart, {
      limits: { fileSize: MAX_UPLOAD, files: 1, fields: 0, parts: 1, headerPairs: 20 },
    });
    for (const operation of operations.filter(({ upload }) => upload)) addRoute(uploads, operation, guard);
  });
}
