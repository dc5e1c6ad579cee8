/** Reads the cookies that an answer sets. Pure. */

/**
 * Each Set-Cookie header of an answer as it stood.
 *
 * @param joined as Node joins them: with a comma, which dates have as well
 */
export function cookieLines(joined: string | undefined): string[] {
  return joined ? joined.split(/,\s*(?=[^;,=\s]+=)/) : [];
}

/** The values that an answer sets, by the name of the cookie; the empty text for one that is taken away. */
export function cookieValues(joined: string | undefined): Record<string, string> {
  return Object.fromEntries(
    cookieLines(joined).map((line): [string, string] => {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

/** The `Cookie` header of a browser that has these. */
export function cookieHeader(cookies: Readonly<Record<string, string>>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
