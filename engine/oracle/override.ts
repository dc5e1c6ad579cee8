/** Judges by its effect whether a request that names another tenant reached it. Pure. */
import type { Answer } from '../probe/transport.ts';
import { valuesIn } from './denied.ts';

/**
 * Whether a request that names a tenant in many ways at once may have been refused for one of them, so that the others say
 * nothing: whatever is refused otherwise than without a name.
 *
 * @param nameless what the same request is answered that names nobody
 */
export function hidesOthers(answer: Pick<Answer, 'status'>, nameless: Pick<Answer, 'status'>): boolean {
  return answer.status >= 300 && answer.status !== nameless.status;
}

/** What the judgement stands on: the answers that both sides get without naming anybody. */
export interface Sides {
  own: Pick<Answer, 'text'>;
  victim: Pick<Answer, 'text'>;
  /** Values and ids that tell the victim's rows. */
  values: readonly string[];
}

/**
 * What of the victim is in the answer, in words; undefined when nothing is. Refusals, and answers that ignore the name,
 * are both fine.
 *
 * @param sent what the request itself said, which an answer may echo
 */
export function reachedOf(answer: Answer, { own, victim, values }: Sides, sent: string): string | undefined {
  if (answer.status < 200 || answer.status >= 300) return undefined;
  const foreign = values.filter((value) => !own.text.includes(JSON.stringify(value).slice(1, -1)));
  const seen = valuesIn(answer.text, foreign, sent);
  if (seen.length > 0) return seen.map((value) => JSON.stringify(value)).join(', ');
  // Figures and switches hold no value that is one tenant's alone; the answer as a whole can be.
  return answer.text === victim.text && answer.text !== own.text
    ? 'the answer of the other tenant'
    : undefined;
}
