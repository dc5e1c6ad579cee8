/** Headers of every answer, and the cross-origin rules: the single-page app's own origin and no other. */
import type { FastifyReply, FastifyRequest } from 'fastify';

const SECURITY: Readonly<Record<string, string>> = {
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-site',
  'referrer-policy': 'no-referrer',
  vary: 'Authorization, Origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const ALLOWED = 'Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID';
const EXPOSED = 'ETag, X-Correlation-Id, Location, Retry-After, Content-Disposition';

/** Sets what every answer carries, whichever way it is made. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply, appUrl: string): void {
  reply.headers(SECURITY).header('x-correlation-id', request.id);
  if (appUrl.startsWith('https:')) reply.headers(OVER_TLS);
  if (request.headers.origin === appUrl) {
    reply.header('access-control-allow-origin', appUrl).header('access-control-expose-headers', EXPOSED);
  }
}

/** Meaningless over http, where browsers ignore it. The application and its API are both behind TLS, or neither is. */
const OVER_TLS = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/** The same headers for an answer that is written to the bare connection. */
export function rawHeaders(correlationId: string): string[] {
  return Object.entries({ ...SECURITY, 'x-correlation-id': correlationId }).map(
    ([name, value]) => `${name}: ${value}`,
  );
}

/** Answers OPTIONS on a known path; a browser of another origin finds no permission in it. */
export function answerOptions(
  request: FastifyRequest,
  reply: FastifyReply,
  allow: string,
  appUrl: string,
): FastifyReply {
  reply.header('allow', allow);
  if (request.headers.origin === appUrl) {
    reply
      .header('access-control-allow-methods', allow)
      .header('access-control-allow-headers', ALLOWED)
      .header('access-control-max-age', '600');
  }
  return reply.code(204).send();
}
