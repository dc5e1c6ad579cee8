/** Judges what came of a request whose end two servers could see in different places. Pure. */
import type { Heard } from '../probe/raw.ts';

/**
 * What is wrong, in words: it must be refused, or cut off without a word.
 *
 * @param made whether what it asked for is there afterwards
 * @returns undefined when it was refused
 */
export function misreadOf({ answers }: Heard, made: boolean): string | undefined {
  const statuses = answers.map(({ status }) => status);
  if (answers.length > 1) return `${answers.length} answers to one request: ${statuses.join(', ')}`;
  const [status] = statuses;
  if (status !== undefined && status < 400) return `status ${status}`;
  return made ? `status ${status ?? 'none'}, and what it asked for was made` : undefined;
}
