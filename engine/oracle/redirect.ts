/** Judges where an answer sends a browser. Pure. */

/** The address that an answer may lead to: its origin and path; query and fragment are of no matter. */
const sameAddress = (a: URL, b: URL): boolean => a.origin === b.origin && a.pathname === b.pathname;

/**
 * Where an answer leads that it must not lead to, without its query; undefined where all is well.
 *
 * @param location as it stands in the answer
 * @param from address of the service that answered; its own pages are no way out
 * @param allowed address that it may lead to
 */
export function strayTarget(location: string | undefined, from: string, allowed: string): string | undefined {
  if (location === undefined) return undefined;
  // What no parser reads is nowhere; a browser stays where it is.
  if (!URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return `${to.protocol} address`;
  if (to.origin === new URL(from).origin || sameAddress(to, new URL(allowed))) return undefined;
  return `${to.origin}${to.pathname}`;
}

/** True where the answer leads to the very address that is allowed. */
export function leadsTo(location: string | undefined, from: string, allowed: string): boolean {
  return (
    location !== undefined &&
    URL.canParse(location, from) &&
    sameAddress(new URL(location, from), new URL(allowed))
  );
}
