/** Takes credentials out of text before it leaves the engine: error messages, findings, reports. */
import { readFileSync } from 'node:fs';
import { findShapes } from '../secrets/shapes.ts';

const MASK = '[redacted]';
/** Shorter strings are ordinary words and numbers; masking them would eat the text around. */
const SHORTEST = 6;
const SENSITIVE_PARAMETER =
  /(?<![\w-])(code|state|nonce|[\w-]*token|password|secret|client_secret|code_verifier|code_challenge|otp|ticket|sig|signature)(=|%3D)(?!\[redacted\])([^\s&"'<>#\\;)\]},]+)/gi;
const BEARER = /\b(bearer\s+)(?!\[redacted\])[A-Za-z0-9._~+/-]{8,}=*/gi;

/** Every way in which a known secret is written, the longest first: one that contains another must go as a whole. */
let spellings: readonly string[] = [];

/** Secrets that `redact` masks from here on in this process, in addition to those it knows. */
export function learnSecrets(secrets: Iterable<string>): void {
  const learnt = [...secrets].filter((secret) => secret.length >= SHORTEST);
  const all = new Set([...spellings, ...learnt.flatMap(spellingsOf)]);
  spellings = [...all].sort((a, b) => b.length - a.length);
}

function spellingsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

/** Masks JWTs, bearer values, code, state and token parameters, and the secrets that were learnt. */
export function redact(text: string): string {
  let result = text;
  for (const spelling of spellings) {
    if (result.includes(spelling)) result = result.replaceAll(spelling, MASK);
  }
  return maskShapes(result).replace(BEARER, `$1${MASK}`).replace(SENSITIVE_PARAMETER, maskParameter);
}

/** `redact` on every string of a plain value, keys left alone. */
export function redactDeep<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactDeep(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactDeep(item as unknown)]),
  ) as T;
}

/**
 * Reads the secrets that a run knew: one JSON string a line. A missing file holds none; a line that is no
 * string is counted, because a secret that cannot be read cannot be searched for.
 */
export function readSecrets(file: string): { secrets: string[]; malformed: number } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { secrets: [], malformed: 0 };
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const secrets = new Set<string>();
  let malformed = 0;
  for (const line of lines) {
    const value = parsed(line);
    if (typeof value === 'string') secrets.add(value);
    else malformed += 1;
  }
  return { secrets: [...secrets], malformed };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function maskShapes(text: string): string {
  const hits = findShapes(text).sort((a, b) => a.start - b.start);
  let result = '';
  let done = 0;
  for (const { start, end } of hits) {
    // Hits overlap: a bearer value is often a JWT.
    if (start >= done) result += `${text.slice(done, start)}${MASK}`;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** An error code is what a reader needs; a word is no authorization code. */
function maskParameter(whole: string, name: string, sign: string, value: string): string {
  const word = /^(code|state)$/i.test(name) && /^[a-z]+(?:[_-][a-z]+)*$/.test(value);
  return word ? whole : `${name}${sign}${MASK}`;
}
