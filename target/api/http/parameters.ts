/** Parameters of path and query. */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import type { Operation } from '../routes/operation.ts';
import { type Schema, UUID } from './schema.ts';

const PATTERNS: Readonly<Record<string, RegExp>> = {
  userId: /^[\x21-\x7e]{1,128}$/,
  organisationId: /^org_[A-Za-z0-9]{1,40}$/,
  flagKey: /^[a-z0-9-]{1,60}$/,
  token: /^[\w.-]{1,2000}$/,
};

/** Names of the parameters in a path. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
}

/** What a parameter looks like, for the published description. */
export function parameterSchema(name: string): Schema {
  const pattern = PATTERNS[name];
  return pattern ? { type: 'string', pattern: pattern.source } : { type: 'string', format: 'uuid' };
}

/**
 * A malformed id is an id that does not exist. Checked after the body, like any lookup, so that the order of answers
 * does not depend on the spelling of an id.
 */
export async function requireWellFormedIds(request: FastifyRequest): Promise<void> {
  for (const [name, value] of Object.entries(request.params as Record<string, string>)) {
    if (!(PATTERNS[name] ?? UUID).test(value)) throw new Problem('not_found');
  }
}

/** Parses the whole numbers of a query; everything else stays text, and repeated parameters stay lists. */
export function numberParser(operation: Operation): (request: FastifyRequest) => Promise<void> {
  const numbers = Object.entries(operation.query ?? {})
    .filter(([, schema]) => schema['type'] === 'integer')
    .map(([name]) => name);
  return async (request) => {
    const query = request.query as Record<string, unknown>;
    for (const name of numbers) {
      const value = query[name];
      if (typeof value === 'string' && /^\d{1,9}$/.test(value)) query[name] = Number(value);
    }
  };
}
