/** Judges whether the same mistake is answered in the same way everywhere. Pure. */
import type { Answer } from '../probe/transport.ts';

/** How one operation answered a mistake. */
export interface Answered {
  operation: string;
  answer: Pick<Answer, 'status' | 'headers' | 'json'>;
}

/** Members of an error that say what is wrong, and must say it in the same words. */
const WORDS = ['type', 'title', 'code', 'error'];
const DEEPEST = 6;

/** The structure of a value: names and types, and of a list that of its first item. */
function structureOf(value: unknown, depth = 0): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${structureOf(value[0], depth + 1)}]`;
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  if (depth > DEEPEST) return '{…}';
  const members = Object.entries(value as Record<string, unknown>)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${name}: ${structureOf(member, depth + 1)}`);
  return `{ ${members.join(', ')} }`;
}

/** All that two answers to the same mistake must have in common. */
export function signatureOf({ status, headers, json }: Answered['answer']): string {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const members = (json ?? {}) as Record<string, unknown>;
  const words = WORDS.flatMap((name) =>
    typeof members[name] === 'string' ? [`${name} ${JSON.stringify(members[name])}`] : [],
  );
  return [`status ${status}`, type || 'no content type', ...words, structureOf(json)].join(', ');
}

/** The operations that answer otherwise than most, each with what it answers; empty when all are alike. */
export function unlike(answers: readonly Answered[]): {
  usual: string;
  others: { operation: string; seen: string }[];
} {
  const signatures = answers.map(({ operation, answer }) => ({ operation, seen: signatureOf(answer) }));
  const counts = new Map<string, number>();
  for (const { seen } of signatures) counts.set(seen, (counts.get(seen) ?? 0) + 1);
  // Of equally many the first of the policy: some answer has to be called the usual one.
  const usual = [...counts].reduce<[string, number]>(
    (most, each) => (each[1] > most[1] ? each : most),
    ['', 0],
  )[0];
  return { usual, others: signatures.filter(({ seen }) => seen !== usual) };
}
