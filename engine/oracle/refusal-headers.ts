/** Finds headers that one refusal has and others of the same operation have not. Pure. */
import type { Answer } from '../probe/transport.ts';

/** What HTTP has for one kind of refusal alone, or for one way to send it (RFC 9110 and 9112, RFC 5789). */
const BY_KIND: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-patch',
  'accept-post',
  'allow',
  'connection',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'etag',
  'keep-alive',
  'last-modified',
  'location',
  'retry-after',
  'transfer-encoding',
  'vary',
  'www-authenticate',
]);

type Headed = Pick<Answer, 'headers'>;

/** The headers of a refusal, as `name: value`, that no other one has and that HTTP does not give to its kind. */
export function headersOfItsOwn(refusal: Headed, others: readonly Headed[]): string[] {
  const usual = new Set(others.flatMap(({ headers }) => Object.keys(headers)));
  return Object.entries(refusal.headers)
    .filter(([name]) => !BY_KIND.has(name) && !usual.has(name))
    .map(([name, value]) => `header ${name}: ${value.slice(0, 80)}`);
}
