/** Judges whether a stranger can tell two accounts apart by what the identity provider answers. Pure. */
import type { Answer } from '../probe/transport.ts';
import { differences } from './same.ts';

const NONCE = /(nonce-|nonce=["']?)[A-Za-z0-9+/_=-]{8,}/g;
const COOKIE_VALUE = /((?:^|,\s*)[\w.~!#$%&'*+^|-]+)=[^;,]*/g;
const COOKIE_DATE = /expires=[^;]*(?=;|$)/gi;

/** An answer without what is made anew for each login, and with the address that was entered in one word. */
function masked({ status, headers, text, json }: Answer, own: readonly string[], email: string): Answer {
  const words: [string, string][] = [
    ...own.map((value): [string, string] => [value, '<own>']),
    ...[email, email.split('@')[0] ?? ''].map((value): [string, string] => [value, '<email>']),
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
