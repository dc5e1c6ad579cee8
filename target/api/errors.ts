/**
 * The one shape of every refusal and failure (RFC 9457), and how everything that can be thrown is turned into it.
 *
 * Nothing of the request, of the database or of the code goes into an answer: a code, a fixed title, and an id by
 * which the operator finds the rest.
 */
import type { FastifyError } from 'fastify';
import { isDatabaseUnavailable } from './db/failures.ts';

const PROBLEMS = {
  validation_failed: [400, 'The request is not valid'],
  unauthorized: [401, 'Sign in to continue'],
  token_outdated: [401, 'The access token is out of date'],
  forbidden: [403, 'This is not allowed'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  conflict: [409, 'The request conflicts with what is there'],
  stale_version: [412, 'The resource has changed since'],
  payload_too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  rate_limited: [429, 'Too many requests'],
  internal: [500, 'Something went wrong'],
  unavailable: [503, 'Temporarily unavailable'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

/** A refusal or failure that is meant to be answered as it is. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, headers: Record<string, string> = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.status = PROBLEMS[code][0];
    this.headers = code === 'unauthorized' ? { 'www-authenticate': 'Bearer', ...headers } : headers;
  }
}

/** The body of an answer; the same five fields always. */
export function problemBody(code: ProblemCode, correlationId: string): string {
  const [status, title] = PROBLEMS[code];
  return JSON.stringify({ type: 'about:blank', title, status, code, correlationId });
}

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'validation_failed',
  404: 'not_found',
  406: 'unsupported_media_type',
  413: 'payload_too_large',
  414: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** Maps whatever was thrown; what is not known is `internal`, and only then worth a line in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isDatabaseUnavailable(error)) return new Problem('unavailable', { 'retry-after': '2' });
  const { statusCode, validation } = error as Partial<FastifyError>;
  if (validation) return new Problem('validation_failed');
  return new Problem((statusCode !== undefined && BY_STATUS[statusCode]) || 'internal');
}
