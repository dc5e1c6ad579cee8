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

export interface Seen {
  answer: Answer;
  /** Values of this login alone. */
  own: readonly string[];
  email: string;
}

/** In what the answers differ, in words; an empty list where a stranger cannot tell them apart. */
export function toldApart(one: Seen, other: Seen): string[] {
  return differences(
    masked(one.answer, one.own, one.email),
    masked(other.answer, other.own, other.email),
    [],
    [],
  );
}
