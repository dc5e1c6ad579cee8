/** Every way in which a request can end badly, in the one shape. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Guard } from '../auth/guard.ts';
import { type Problem, problemBody, toProblem } from '../errors.ts';
import { rawHeaders } from './headers.ts';

const TYPE = 'application/problem+json';

/** One line for the operator: what failed and where, without the values that were involved. */
function report(request: FastifyRequest, error: unknown): void {
  const { name, stack = '' } = error as Error;
  const { code = '' } = error as { code?: string };
  const place = stack.split('\n').find((line) => line.trim().startsWith('at ')) ?? '';
  const route = request.routeOptions.url ?? 'no route';
  process.stderr.write(`api: ${request.id} ${request.method} ${route}: ${name} ${code} ${place.trim()}\n`);
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .removeHeader('etag')
    .type(TYPE)
    .send(problemBody(problem.code, request.id));
}

/** Answers whatever hooks, parsers, validators and handlers throw; refusals are written down first. */
export function answerErrors(app: FastifyInstance, guard: Guard): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(error);
    if (problem.code === 'internal') report(request, error);
    await guard.recordDenial(request, problem);
    return sendProblem(request, reply, problem);
  });
}

const RAW_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is not even a request, on the bare connection, and closes it. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = RAW_STATUS[error.code ?? ''] ?? 400;
  const correlationId = randomUUID();
  const code = status === 431 ? 'payload_too_large' : 'validation_failed';
  const body = JSON.stringify({ ...JSON.parse(problemBody(code, correlationId)), status });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...rawHeaders(correlationId),
      `content-type: ${TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
