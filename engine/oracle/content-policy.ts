/**
 * Judges what a Content-Security-Policy lets in that no stranger of the suite can show: its strangers are on plain http and
 * on one host, and a policy that names a whole scheme, or a host where anybody may publish, lets in others. A page that
 * nothing is injected into is judged by its policy alone. Pure.
 */

/** What of a policy is looked at: hosts of scripts, scripts in addresses or in markup, evaluated texts, or bases of addresses. */
export type Admitted = 'script' | 'data' | 'inline' | 'handler' | 'eval' | 'base';

const META = /<meta\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const ENFORCING = /\bhttp-equiv\s*=\s*["']?content-security-policy["'\s/>]/i;
const CONTENT = /\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** The policies of a document, of its head and of its markup. */
export function policiesOfDocument(headers: Readonly<Record<string, string>>, markup: string): string[] {
  const inMarkup = [...markup.matchAll(META)].flatMap(([tag]) => {
    if (!ENFORCING.test(tag)) return [];
    const [, double, single = ''] = CONTENT.exec(tag) ?? [];
    return (double ?? single).replaceAll('&#39;', "'").replaceAll('&quot;', '"');
  });
  return [...policiesIn(headers['content-security-policy']), ...inMarkup];
}

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
  inline: ['script-src-elem', 'script-src', 'default-src'],
  handler: ['script-src-attr', 'script-src', 'default-src'],
  eval: ['script-src', 'default-src'],
  base: ['base-uri'],
};

/** What stands for itself, whatever hosts there are. */
const KEYWORDS: Partial<Record<Admitted, string>> = {
  data: 'data:',
  inline: "'unsafe-inline'",
  handler: "'unsafe-inline'",
  eval: "'unsafe-eval'",
};
/** A browser that is given one of these passes over 'unsafe-inline'. */
const NAMES_SCRIPTS = /^'(?:nonce-|sha256-|sha384-|sha512-|strict-dynamic'$)/;

function letsIn(source: string, admitted: Admitted): boolean {
  const keyword = KEYWORDS[admitted];
  if (keyword !== undefined) return source === keyword;
  return (
    ANY_HOST.test(source) || ANY_REGISTERED.test(source) || (admitted === 'script' && ANYBODYS.test(source))
  );
}

/** Whether something else in a policy keeps out what its sources let in. */
function isOverruled(policy: string, sources: readonly string[], admitted: Admitted): boolean {
  switch (admitted) {
    case 'script':
    case 'data':
      // Whoever asks for strict-dynamic has browsers pass over hosts and schemes.
      return sources.includes("'strict-dynamic'");
    case 'inline':
    case 'handler':
      return sources.some((source) => NAMES_SCRIPTS.test(source));
    case 'eval':
      return sourcesOf(policy, 'require-trusted-types-for')?.includes("'script'") ?? false;
    case 'base':
      return false;
  }
}

function strangeIn(policy: string, admitted: Admitted): string[] {
  const sources = sourcesOf(policy, ...DIRECTIVES[admitted]);
  if (sources === undefined) return [`no ${DIRECTIVES[admitted].at(-2) ?? DIRECTIVES[admitted][0] ?? ''}`];
  if (isOverruled(policy, sources, admitted)) return [];
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
