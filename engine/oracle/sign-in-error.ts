/** Judges what the identity provider answers to a mistake. Pure. */
import type { Call } from '../probe/client.ts';
import { PLANTED_HEADER, PLANTED_MARKUP } from '../probe/sign-in-mistakes.ts';
import type { Problem } from '../record/problem.ts';
import { disclosuresIn, tellingHeaders } from './disclosure.ts';

const HTML = /html|svg|xml/i;
/** Answered by whatever stands in front, before the identity provider has read anything. */
const TOO_LARGE = [413, 414, 431];

/**
 * @param oauth whether the answer is for a program: an error then has the members of RFC 6749, 5.2
 */
export function signInErrorProblems({ answer, request }: Call, oauth: boolean): Problem[] {
  const { status, headers, text, json } = answer;
  const problems: Problem[] = [...disclosuresIn(text, 'error'), ...tellingHeaders(headers)].map((seen) => ({
    rule: 'error-disclosure',
    request,
    expected: 'an answer that tells nothing of the inside',
    seen,
  }));
  if (status >= 500)
    problems.push({
      rule: 'server-error',
      request,
      expected: 'a clean refusal',
      seen: `status ${status}`,
    });
  // What no browser takes for a page may repeat what it was sent.
  const isPage = HTML.test(headers['content-type'] ?? 'text/html');
  if (isPage && text.includes(PLANTED_MARKUP))
    problems.push({
      rule: 'markup-reflected',
      request,
      expected: 'a parameter that is escaped, or left out',
      seen: `${PLANTED_MARKUP} in the page, as markup`,
    });
  if (PLANTED_HEADER in headers)
    problems.push({
      rule: 'markup-reflected',
      request,
      expected: 'no header that a parameter wrote',
      seen: `the header ${PLANTED_HEADER}`,
    });
  if (!oauth) return problems;
  if (status < 400) {
    problems.push({
      rule: 'malformed-accepted',
      request,
      expected: 'a refusal',
      seen: `status ${status}`,
    });
  } else if (
    status < 500 &&
    !TOO_LARGE.includes(status) &&
    typeof (json as { error?: unknown } | undefined)?.error !== 'string'
  ) {
    problems.push({
      rule: 'error-contract',
      request,
      expected: 'a JSON object with an "error" (RFC 6749, 5.2)',
      seen: `status ${status}, ${headers['content-type'] ?? 'no content type'}`,
    });
  }
  return problems;
}
