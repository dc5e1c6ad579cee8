/** The forms in which a secret may stand in a file. */

/** Below this length a string is an ordinary word or number, and a search for it would hit everything. */
export const SHORTEST_SECRET = 6;

const UNRESERVED = /[A-Za-z0-9\-_.~]/;
const UNCHANGED = /^[A-Za-z0-9\-_.~]+$/;
/** What JSON, with the escapes that it may use, or HTML writes otherwise. */
const ESCAPED_IN_JSON = /[^ -~]|["\\/<>&']/;
const ESCAPED_IN_HTML = /[&<>"']/;

/** Every form of a secret as bytes: raw, URL-, JSON- and HTML-escaped, and base64 at its three alignments. */
export function formsOf(secret: string): Buffer[] {
  // Most secrets are tokens, which no escaping changes.
  if (UNCHANGED.test(secret))
    return [secret, ...new Set(base64Forms(secret))].map((form) => Buffer.from(form));
  const escaped = new Set<string>();
  for (const text of new Set([secret, ...jsonForms(secret), ...htmlForms(secret)])) {
    escaped.add(text);
    for (const form of [...jsonForms(text), ...htmlForms(text), ...urlForms(text)]) escaped.add(form);
  }
  const encoded = [...new Set([secret, ...jsonForms(secret)])].flatMap(base64Forms);
  return [...new Set([...escaped, ...encoded])].map((form) => Buffer.from(form, 'utf8'));
}

function jsonForms(text: string): string[] {
  if (!ESCAPED_IN_JSON.test(text)) return [text];
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = plain.replace(/[^ -~]/g, unicodeEscape);
  return [plain, plain.replaceAll('/', '\\/'), ascii, ascii.replace(/[<>&']/g, unicodeEscape)];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function htmlForms(text: string): string[] {
  if (!ESCAPED_IN_HTML.test(text)) return [text];
  const base = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return ['"', '&quot;', '&#34;', '&#x22;'].flatMap((quote) =>
    ["'", '&#39;', '&#x27;', '&#039;', '&apos;'].map((apostrophe) =>
      base.replaceAll('"', quote).replaceAll("'", apostrophe),
    ),
  );
}

function urlForms(text: string): string[] {
  const strict = [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const standard = [strict, form, wellFormed(text) ? encodeURIComponent(text) : strict];
  return standard.flatMap((each) => [each, each.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function wellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

/**
 * What of the base64 of any text around the secret depends on the secret alone, for each place that the
 * secret may take in a group of three bytes; in both alphabets (RFC 4648, sections 4 and 5).
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    const own = encoded.slice(start, end);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
