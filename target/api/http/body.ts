/** Reading JSON bodies: UTF-8 only, no prototype keys, and nothing where nothing was sent. */
import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors.ts';

const BODY_LIMIT = 64 * 1024;

/** Whether a type of content is named more than once: Node keeps the first, and whatever stands before may keep another. */
export function namesTwoTypes(rawHeaders: readonly string[]): boolean {
  return (
    rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type').length > 1
  );
}

/** Replaces the server's own parsers; any other type of content is refused with 415. */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request, body, done) => {
      // Clients that always name a type send one with empty requests as well.
      if (body.length === 0) return done(null, undefined);
      let text: string;
      try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer);
      } catch {
        return done(new Problem('validation_failed'));
      }
      return parse(request, text, done);
    },
  );
}
