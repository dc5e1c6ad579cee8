/** What a success says beside what differs from row to row anyway: ids, addresses, links and times. Pure. */
import type { Answer } from '../probe/transport.ts';
import { literal } from '../literal.ts';

/** A text that is made anew for each row: a link, a random id, a time. */
const ANEW = /:\/\/|^[0-9a-f-]{32,}$|^\d{4}-\d\d-\d\dT/i;

const OWN = '<own>';

/** Shorter ids stand in other texts by chance; they count where they are the whole of one. */
const TELLING = 6;

/**
 * The answer with all that is its own put out of sight; a refusal stays as it is. What stands beside an address in the same
 * text stays.
 *
 * @param own ids and addresses that name the row, in whichever case the answer writes them
 */
export function outlineOf(answer: Answer, own: readonly string[]): Answer {
  const { location } = answer.headers;
  if (answer.status < 200 || answer.status >= 300) return answer;
  const outline = JSON.stringify(answer.json, (_key, value: unknown) => {
    if (typeof value === 'number') return own.includes(String(value)) ? OWN : value;
    if (typeof value !== 'string') return value;
    return ANEW.test(value) ? OWN : own.reduce((rest, each) => withoutOwn(rest, each), value);
  }) as string | undefined;
  return {
    ...answer,
    text: outline ?? answer.text,
    headers: { ...answer.headers, ...(location === undefined ? {} : { location: OWN }) },
  };
}

function withoutOwn(text: string, own: string): string {
  if (own.length < TELLING) return text === own ? OWN : text;
  return text.replace(new RegExp(literal(own), 'gi'), OWN);
}
