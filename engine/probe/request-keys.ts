/**
 * The headers in which clients number a request, so that one that is sent again is not carried out twice (as in the IETF
 * draft of Idempotency-Key), or is told from others. Extend the list to try more everywhere.
 */
import { randomUUID } from 'node:crypto';

export const REQUEST_KEYS = [
  'idempotency-key',
  'x-idempotency-key',
  'idempotency-token',
  'x-request-id',
  'request-id',
  'x-client-request-id',
  'x-correlation-id',
  'x-transaction-id',
] as const;

/** All of them with one key, which nobody has used before: most products take a UUID. */
export function requestKeys(names: readonly string[] = REQUEST_KEYS): Record<string, string> {
  const key = randomUUID();
  return Object.fromEntries(names.map((name) => [name, key]));
}
