/** Finds security headers that an error lacks and an ordinary answer of the same service has. Pure. */
import type { Answer } from '../probe/transport.ts';

/**
 * What tells a browser how to treat an answer, whatever is in it. `Strict-Transport-Security` holds for a host once any
 * answer has had it, and what may be kept is judged by itself.
 */
const SECURITY = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
];

type Headed = Pick<Answer, 'headers'>;

/** Names of security headers that every ordinary answer has, and this one has not. */
export function barer(answer: Headed, ordinary: readonly Headed[]): string[] {
  if (ordinary.length === 0) return [];
  return SECURITY.filter(
    (name) =>
      answer.headers[name] === undefined && ordinary.every(({ headers }) => headers[name] !== undefined),
  );
}
