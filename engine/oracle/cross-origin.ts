/** Judges what an answer shares with pages of other origins. Pure. */
import type { Call } from '../probe/client.ts';
import type { Problem } from '../record/problem.ts';

const CREDENTIALS = ', with credentials';

/** What of an answer lets a page of this origin read it; undefined where nothing does (Fetch standard, CORS protocol). */
export function sharedWith(headers: Readonly<Record<string, string>>, origin: string): string | undefined {
  const allowed = headers['access-control-allow-origin']?.trim();
  if (allowed !== origin && allowed !== '*') return undefined;
  const credentials = headers['access-control-allow-credentials']?.trim() === 'true' && allowed !== '*';
  return `Access-Control-Allow-Origin: ${allowed}${credentials ? CREDENTIALS : ''}`;
}

/**
 * What lets a page of this origin read what anybody may read, as the person whose browser it is: nothing else would be
 * wrong with it. Undefined where nothing does.
 */
export function sharedAsPerson(
  headers: Readonly<Record<string, string>>,
  origin: string,
): string | undefined {
  const shared = sharedWith(headers, origin);
  return shared?.endsWith(CREDENTIALS) ? shared : undefined;
}

/** A problem where an answer lets a page of this origin read it. */
export function sharedProblems(
  { answer, request }: Pick<Call, 'answer' | 'request'>,
  origin: string,
  shares: typeof sharedWith = sharedWith,
): Problem[] {
  const shared = shares(answer.headers, origin);
  return shared === undefined ? [] : [{ request, expected: `nothing shared with ${origin}`, seen: shared }];
}
