/**
 * Finds what no answer, page or file may tell. The catalogue is in `disclosures/`: an entry has samples that must match
 * and look-alikes that must not.
 */
import { DATABASES } from './disclosures/databases.ts';
import type { Disclosure, Place } from './disclosures/entry.ts';
import { PLACES } from './disclosures/places.ts';
import { SECRETS } from './disclosures/secrets.ts';
import { SOFTWARE } from './disclosures/software.ts';
import { STACKS } from './disclosures/stacks.ts';

export const DISCLOSURES: readonly Disclosure[] = [
  ...STACKS,
  ...DATABASES,
  ...PLACES,
  ...SOFTWARE,
  ...SECRETS.map((entry) => ({ ...entry, secret: true })),
];

/** Letters of a secret that a report may show, so that a developer finds it. */
const SHOWN_OF_SECRET = 4;

const IN_ANSWERS: readonly Place[] = ['answer', 'error'];
const entriesAt = (place: Place): readonly Disclosure[] =>
  DISCLOSURES.filter(({ places = IN_ANSWERS }) => places.includes(place));
const AT: Readonly<Record<Place, readonly Disclosure[]>> = {
  answer: entriesAt('answer'),
  error: entriesAt('error'),
  script: entriesAt('script'),
};

/**
 * The disclosures in a text, as `name: the matching part` with at most 120 characters of it; empty when there are none.
 *
 * @param place where it was met
 */
export function disclosuresIn(text: string, place: Place = 'answer'): string[] {
  return AT[place].flatMap(({ name, pattern, secret }) => {
    const match = pattern.exec(text);
    if (!match) return [];
    if (secret) {
      const found = match[0].trim();
      return [`${name}: ${found.slice(0, SHOWN_OF_SECRET)}… (${found.length} characters, not repeated here)`];
    }
    // The rest of a host or class that a pattern knows by its end.
    const [start = ''] = /[\w.-]*$/.exec(text.slice(Math.max(0, match.index - 60), match.index)) ?? [];
    return [`${name}: ${(start + match[0]).trim().slice(0, 120)}`];
  });
}

/** Headers that exist only to name software, or to say how it works inside. */
const TELLING_HEADERS = [
  'x-powered-by',
  'x-aspnet-version',
  'x-aspnetmvc-version',
  'x-runtime',
  'x-debug',
  'x-debug-token',
  'x-debug-token-link',
  'x-generator',
  'x-drupal-cache',
  'x-php-version',
  'x-sourcefiles',
  'x-backend-server',
  'x-backend-host',
];
/** Headers that may name software, but not with its version. */
const VERSIONED_HEADERS = ['server', 'via'];
/** `1.1 name` is the protocol of a hop, not the version of anything. */
const HOP = /^\s*(?:HTTP\/)?\d(?:\.\d)?\s+/i;

/** Whose values name origins by design, or are the caller's own and held to other rules. */
const NAMING_HEADERS = ['content-security-policy', 'access-control-allow-origin', 'set-cookie'];

/** Headers that were found to tell nothing: a service says most of its headers again with every answer. */
const silent = new Set<string>();
const REMEMBERED = 5000;

/**
 * Headers that name software with its version, or exist only to name software, or carry what no answer may tell.
 *
 * @param place what they are the head of
 */
export function tellingHeaders(headers: Readonly<Record<string, string>>, place: Place = 'answer'): string[] {
  const open = Object.entries(headers)
    .map(([name, value]) => ({ name, value, line: `${place} ${name}: ${value}` }))
    .filter(({ name, line }) => !NAMING_HEADERS.includes(name) && !silent.has(line));
  const inside = disclosuresIn(open.map(({ value }) => value).join('\n'), place).length > 0;
  return open.flatMap(({ name, value, line }) => {
    const telling =
      TELLING_HEADERS.includes(name) ||
      (VERSIONED_HEADERS.includes(name) &&
        value.split(',').some((hop) => /\d\.\d/.test(hop.replace(HOP, '')))) ||
      (inside && disclosuresIn(value, place).length > 0);
    if (telling) return [`header ${name}: ${value.slice(0, 80)}`];
    if (silent.size >= REMEMBERED) silent.clear();
    silent.add(line);
    return [];
  });
}
