/** Judges whether a stranger can tell two accounts apart by what the identity provider answers. Pure. */
import type { Answer } from '../probe/transport.ts';
import { differences } from './same.ts';

const NONCE = /(nonce-|nonce=["']?)[A-Za-z0-9+/_=-]{8,}/g;
const COOKIE_VALUE = /((?:^|,\s*)[\w.~!#$%&'*+^|-]+)=[^;,]*/g;
const COOKIE_DATE = /expires=[^;]*(?=;|$)/gi;

const localPart = (email: string): string => email.split('@')[0] ?? '';

/**
 * The words that stand for an address as it was typed, and as a page may show whatever was typed: without its blanks, in
 * small letters. Each has its own word, so that a page that shows one address in another way than the next is told.
 */
function wordsOf(email: string): [string, string][] {
  const plain = email.trim();
  const small = plain.toLowerCase();
  const words: [string, string][] = [
    [email, '<email>'],
    [plain, email === plain ? '<email>' : '<email without blanks>'],
    [small, small === plain ? '' : '<email in small letters>'],
    [localPart(plain), '<email>'],
    [localPart(small), small === plain ? '' : '<email in small letters>'],
  ];
  return words.filter(([, by]) => by !== '');
}

/** An answer without what is made anew for each login, and with the address that was entered in one word. */
function masked({ status, headers, text, json }: Answer, own: readonly string[], email: string): Answer {
  const words: [string, string][] = [
    ...own.map((value): [string, string] => [value, '<own>']),
    ...wordsOf(email),
  ];
  const mask = (value: string): string =>
    words
      .flatMap(([word, by]): [string, string][] => [
        [word, by],
        [encodeURIComponent(word), by],
        [word.replaceAll('@', '&#64;'), by],
        [word.replaceAll('@', '&#x40;'), by],
      ])
      .reduce((rest, [word, by]) => (word === '' ? rest : rest.replaceAll(word, by)), value)
      .replace(NONCE, '$1<nonce>');
  const cookie = headers['set-cookie'];
  return {
    status,
    json,
    text: mask(text),
    headers: Object.fromEntries(
      Object.entries({
        ...headers,
        ...(cookie === undefined
          ? {}
          : {
              'set-cookie': cookie.replace(COOKIE_DATE, 'expires=<date>').replace(COOKIE_VALUE, '$1=<value>'),
            }),
      }).map(([name, value]) => [name, mask(value)]),
    ),
  };
}

/** One answer that a stranger was given. */
export interface Seen {
  /** Which one, for a reader. */
  when: string;
  answer: Answer;
  /** Values of this login alone. */
  own: readonly string[];
  email: string;
}

/** What a stranger saw one after the other. */
export type Journey = readonly Seen[];

/** In what the answers differ, in words, each with its counterpart; an empty list where a stranger cannot tell them apart. */
export function toldApart(one: Journey, other: Journey): string[] {
  return one.flatMap((seen, at) => {
    const counterpart = other[at];
    if (!counterpart) return [`${seen.when} has no counterpart`];
    const found = differences(
      masked(seen.answer, seen.own, seen.email),
      masked(counterpart.answer, counterpart.own, counterpart.email),
      [],
      [],
    );
    return at === 0 ? found : found.map((difference) => `${seen.when}: ${difference}`);
  });
}

/** As {@link toldApart}, of attempts one after the other: of the first that are told apart. */
export function toldByAttempts(one: readonly Journey[], other: readonly Journey[]): string[] {
  for (const [at, journey] of one.entries()) {
    const found = toldApart(journey, other[at] ?? []);
    if (found.length > 0)
      return at === 0 ? found : found.map((difference) => `attempt ${at + 1}: ${difference}`);
  }
  return [];
}

/** Whether attempts were answered, in their order, as some of those here were, which may be more. */
export function amongThese(attempts: readonly Journey[], these: readonly Journey[]): boolean {
  let next = 0;
  for (const journey of these) {
    const attempt = attempts[next];
    if (attempt && toldApart(attempt, journey).length === 0) next += 1;
  }
  return next === attempts.length;
}
