/**
 * Judges what a Content-Security-Policy lets in that no stranger of the suite can show: its strangers are on plain http and
 * on one host, and a policy that names a whole scheme, or a host where anybody may publish, lets in others. Pure.
 */

/** What of a policy is looked at: hosts of scripts, scripts in addresses, or bases of addresses. */
export type Admitted = 'script' | 'data' | 'base';

/** Each policy that a page is given; a header with a comma is several, all of which count. */
export const policiesIn = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((policy) => policy.trim())
    .filter(Boolean);

/** The sources of the first of the directives that a policy has; undefined where it has none of them. */
export function sourcesOf(policy: string, ...directives: readonly string[]): string[] | undefined {
  const parts = policy.split(';').map((part) => part.trim().split(/\s+/));
  // Of a directive that stands there twice the first counts.
  const [first] = directives.flatMap((name) => parts.filter(([is]) => is?.toLowerCase() === name));
  return first?.slice(1).map((source) => source.toLowerCase());
}

/** A star, a scheme alone, or any host of a scheme: whoever has a host. */
const ANY_HOST = /^(?:\*(?::(?:\*|\d+))?|https?:|https?:\/\/\*(?::(?:\*|\d+))?\/?)$/;
/** A star before what hosts are registered below. */
const ANY_REGISTERED =
  /^(?:https?:\/\/)?\*\.(?:[a-z]+|(?:co|com|org|net|ac|gov)\.[a-z]{2})(?::(?:\*|\d+))?\/?$/;
/** Hosts that serve what anybody uploads or publishes; a path below them may name one thing alone. */
const ANYBODYS =
  /^(?:https?:\/\/)?(?:cdn\.jsdelivr\.net|unpkg\.com|esm\.sh|cdn\.skypack\.dev|raw\.githubusercontent\.com|rawcdn\.githack\.com|\*\.(?:github\.io|cloudfront\.net|amazonaws\.com|s3\.amazonaws\.com|azureedge\.net|windows\.net|blob\.core\.windows\.net|appspot\.com|web\.app|firebaseapp\.com|netlify\.app|vercel\.app|pages\.dev|workers\.dev|herokuapp\.com|googleapis\.com|jsdelivr\.net))(?::(?:\*|\d+))?\/?(?:npm\/?|gh\/?)?$/;

const DIRECTIVES: Readonly<Record<Admitted, readonly string[]>> = {
  script: ['script-src-elem', 'script-src', 'default-src'],
  data: ['script-src-elem', 'script-src', 'default-src'],
  base: ['base-uri'],
};

const letsIn = (source: string, admitted: Admitted): boolean =>
  admitted === 'data'
    ? source === 'data:'
    : ANY_HOST.test(source) ||
      ANY_REGISTERED.test(source) ||
      (admitted === 'script' && ANYBODYS.test(source));

function strangeIn(policy: string, admitted: Admitted): string[] {
  const sources = sourcesOf(policy, ...DIRECTIVES[admitted]);
  if (sources === undefined) return [`no ${DIRECTIVES[admitted].at(-2) ?? DIRECTIVES[admitted][0] ?? ''}`];
  // Whoever asks for strict-dynamic has browsers pass over hosts and schemes.
  if (admitted !== 'base' && sources.includes("'strict-dynamic'")) return [];
  return sources.filter((source) => letsIn(source, admitted));
}

/**
 * The sources by which all policies of a page let strangers in; none where one of them keeps them out.
 *
 * @param policies as they are enforced, of the header and of the markup
 */
export function strangersLetIn(policies: readonly string[], admitted: Admitted): string[] {
  const each = policies.map((policy) => strangeIn(policy, admitted));
  return each.length > 0 && each.every((found) => found.length > 0) ? (each[0] ?? []) : [];
}
