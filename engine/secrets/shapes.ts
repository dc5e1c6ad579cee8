/**
 * What a credential looks like in text. One place for both uses: masking what leaves the engine, and
 * searching what it left behind.
 */

export type ShapeKind = 'jwt' | 'bearer' | 'authorization-code' | 'refresh-token' | 'token' | 'private-key';

export interface ShapeHit {
  kind: ShapeKind;
  /** Of the credential itself, not of the words around it. */
  start: number;
  end: number;
}

/** Two whole words and what follows them; only a word's start is tried, so that a blob of megabytes is read once. */
const DOTTED = /(?<![\w-])([\w-]{11,})(?=(\.[\w-]{2,}\.[\w-]*))/g;
// Anywhere in the first word: an escaped line break (`\\n`) or `%22` may stand before it.
const JWT_HEADER = /eyJ|eyA|eyI|ewo|ewk|ewA/g;
/** Characters of a header, far more than any server takes. */
const LONGEST_HEADER = 65_536;
const BEARER = /bearer(?:\s|%20|\+|\\u0020){1,3}([A-Za-z0-9._~+/-]{20,}=*)/gi;
/**
 * `name=value`, `"name":"value"` (escaped or not) and HAR's `"name":"…","value":"…"`. What stands before the name is
 * looked at when there is a name: the other way round every character of a text is looked behind.
 */
const PARAMETER =
  /(code|refresh_token|access_token|id_token|code_verifier|client_secret)(?<=(?:^|[^\w-]|%[0-9a-f]{2}|\\[nrt])\1)(?:=|%3D|(?:\\{0,3}["']|&quot;|&#34;)\s*(?::|,\s*\\{0,3}["']value\\{0,3}["']\s*:)\s*(?:\\{0,3}["']|&quot;|&#34;))([A-Za-z0-9._~+/-]{16,})/gi;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\s|\\[nr]|&#1[03];)*[A-Za-z0-9+/]{40,}/g;
const JWK = /\{[^{}]{0,4000}\}/g;

/** Every credential-shaped string in a text, in no particular order. */
export function findShapes(text: string): ShapeHit[] {
  const hits: ShapeHit[] = [];
  if (text.search(JWT_HEADER) !== -1) hits.push(...jwts(text));
  for (const match of text.matchAll(BEARER)) {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    if (looksRandom(value)) hits.push({ kind: 'bearer', start: end - value.length, end });
  }
  for (const match of text.matchAll(PARAMETER)) {
    const value = match[2] ?? '';
    const end = match.index + match[0].length;
    if (looksRandom(value)) hits.push({ kind: kindOf(match[1] ?? ''), start: end - value.length, end });
  }
  for (const match of text.matchAll(PRIVATE_KEY)) {
    hits.push({ kind: 'private-key', start: match.index, end: match.index + match[0].length });
  }
  if (text.includes('kty')) {
    for (const match of text.matchAll(JWK)) {
      if (/"kty\\*"/.test(match[0]) && /"d\\*"\s*:\s*\\*"[\w-]{40,}/.test(match[0])) {
        hits.push({ kind: 'private-key', start: match.index, end: match.index + match[0].length });
      }
    }
  }
  return hits;
}

function jwts(text: string): ShapeHit[] {
  const hits: ShapeHit[] = [];
  for (const { 1: word = '', 2: rest = '', index } of text.matchAll(DOTTED)) {
    const last = hits.at(-1);
    if (last && index < last.end) continue;
    const header = [...word.matchAll(JWT_HEADER)].find((match) => isHeader(word.slice(match.index)));
    if (header) {
      hits.push({ kind: 'jwt', start: index + header.index, end: index + word.length + rest.length });
    }
  }
  return hits;
}

/** A JSON object that names an algorithm (RFC 7515, section 4.1.1). */
function isHeader(encoded: string): boolean {
  if (encoded.length > LONGEST_HEADER) return false;
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && 'alg' in header;
  } catch {
    return false;
  }
}

/**
 * Tells a generated value from a word: error codes (`code=validation_failed`) and prose must not match.
 * Codes and opaque tokens mix capitals, small letters and digits, or are long hexadecimal numbers.
 */
export function looksRandom(value: string): boolean {
  if (/[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)) return true;
  return /^[0-9a-f-]{24,}$/i.test(value) && /\d/.test(value) && /[a-f]/i.test(value);
}

function kindOf(parameter: string): ShapeKind {
  const name = parameter.toLowerCase();
  if (name === 'code') return 'authorization-code';
  return name === 'refresh_token' ? 'refresh-token' : 'token';
}
