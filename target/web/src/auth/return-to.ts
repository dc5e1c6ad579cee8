/**
 * Where a person is taken after signing in. The value travels through storage and may come from a crafted link, so
 * it is checked when it is stored and again when it is used.
 */

const LONGEST = 2048;
// A backslash is a slash to browsers, and control characters are dropped by URL parsers: "/\t/host" is "//host".
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\\\u0000-\u001f\u007f]/;
/** Paths that would end a fresh session at once or make no sense after it. */
const NEVER = new Set(['/', '/callback', '/login']);

/**
 * The value, if it is a path on this site that somebody may be taken to.
 * @param value - anything
 * @returns the same path, with query and fragment, or undefined
 */
export function safeReturnTo(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  if (!value.startsWith('/') || value.startsWith('//') || FORBIDDEN.test(value)) return undefined;
  const base = 'https://site.invalid';
  let url: URL;
  try {
    url = new URL(value, base);
  } catch {
    return undefined;
  }
  if (url.origin !== base || url.pathname.startsWith('//') || NEVER.has(url.pathname)) return undefined;
  return value;
}
