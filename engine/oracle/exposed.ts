/** Judges whether an answer is a file that must not be there. Pure. */
import type { Answer } from '../probe/transport.ts';

type Served = Pick<Answer, 'status' | 'headers' | 'text'>;

const kindOf = ({ headers }: Served): string => (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';

/**
 * What shows that it is the file, in words; undefined when it is a refusal or the page that every address is answered.
 *
 * @param nowhere what is answered to addresses that no file has
 * @param holds a pattern of what the file would hold, line by line
 */
export function exposedFile(answer: Served, nowhere: readonly Served[], holds: string): string | undefined {
  if (answer.status >= 300 || answer.text === '') return undefined;
  if (nowhere.some((other) => other.status < 300 && other.text === answer.text)) return undefined;
  // A page that differs in a nonce alone is still the page.
  const isPage = kindOf(answer) === 'text/html' && nowhere.some((other) => kindOf(other) === 'text/html');
  if (isPage && nowhere.some((other) => Math.abs(other.text.length - answer.text.length) < 64))
    return undefined;
  const match = new RegExp(holds, 'm').exec(answer.text);
  return match
    ? `status ${answer.status}, ${kindOf(answer) || 'no content type'}, ${answer.text.length} characters, among them ${JSON.stringify(match[0].slice(0, 40))}`
    : undefined;
}

/** Paths of the source maps that a script or style names, in its text or its head; those inside it are no files. */
export function mapsNamedBy(path: string, { headers, text }: Served): string[] {
  const named = [
    ...[...text.matchAll(/[#@]\s*sourceMappingURL=([^\s'"*]+)/g)].map((match) => match[1] as string),
    headers['sourcemap'],
    headers['x-sourcemap'],
  ];
  return named.flatMap((name) => {
    if (name === undefined || name.startsWith('data:') || !URL.canParse(name, `http://x${path}`)) return [];
    const url = new URL(name, `http://x${path}`);
    return url.host === 'x' ? [url.pathname] : [];
  });
}
