/** Addresses that lead out of a site, in the spellings that slip past a check of their text. Pure. */

export const SPELLINGS = [
  'absolute',
  'scheme-relative',
  'backslash',
  'encoded',
  'control-character',
  'user-info',
  'look-alike-host',
  'look-alike-ending',
  'sub-domain',
  'other-scheme',
  'other-port',
  'other-path',
  'path-appended',
  'script',
] as const;
export type Spelling = (typeof SPELLINGS)[number];

/** Where an identity provider must not send a browser with a code; an address of the application must match whole. */
export const REDIRECT_SPELLINGS = SPELLINGS.filter(
  (spelling) => !['encoded', 'control-character'].includes(spelling),
);

/** Where a logout must not lead; which page of the application it leads to is of no matter. */
export const LOGOUT_SPELLINGS = REDIRECT_SPELLINGS.filter(
  (spelling) => !['other-path', 'path-appended'].includes(spelling),
);

/** What a link may try to have the application follow by itself: all that can lead to an origin of the suite's. */
export const RETURN_SPELLINGS = [
  'absolute',
  'scheme-relative',
  'backslash',
  'encoded',
  'control-character',
  'user-info',
  'look-alike-host',
  'script',
] as const satisfies readonly Spelling[];

/** What the `script` spelling leaves on the page where it runs. */
export const SCRIPT_MARK = 'bulkheadScript';

/**
 * The address by which somebody would lead a browser astray.
 *
 * @param site the address that is allowed
 * @param stranger an address elsewhere
 */
export function strayAddress(spelling: Spelling, site: URL, stranger: URL): string {
  const { protocol, host, hostname, port, pathname, origin } = site;
  const at = (authority: string): string => `${protocol}//${authority}${stranger.pathname}`;
  const withPort = (name: string, number: string): string => (number === '' ? name : `${name}:${number}`);
  switch (spelling) {
    case 'absolute':
      return stranger.href;
    case 'scheme-relative':
      return `//${stranger.host}${stranger.pathname}`;
    case 'backslash':
      return `/\\${stranger.host}${stranger.pathname}`;
    case 'encoded':
      return encodeURIComponent(`//${stranger.host}${stranger.pathname}`);
    case 'control-character':
      return `/\t/${stranger.host}${stranger.pathname}`;
    case 'user-info':
      return at(`${host}@${stranger.host}`);
    case 'look-alike-host':
      return at(`${hostname}.${stranger.host}`);
    case 'look-alike-ending':
      return at(`look-alike-${host}`);
    case 'sub-domain':
      return at(`stranger.${host}`);
    case 'other-scheme':
      return `${protocol === 'https:' ? 'http:' : 'https:'}//${host}${pathname}`;
    case 'other-port':
      return `${protocol}//${withPort(hostname, port === '8443' ? '8444' : '8443')}${pathname}`;
    case 'other-path':
      return `${origin}/bulkhead-elsewhere`;
    case 'path-appended':
      return `${origin}${pathname}/../bulkhead-elsewhere`;
    case 'script':
      return `javascript:document.documentElement.dataset.${SCRIPT_MARK}=1//${host}`;
  }
}

/** Origins that look like an allowed one, as a careless comparison would let them through; and `null`, of a sandbox. */
export const ORIGIN_SPELLINGS = [
  'stranger',
  'null',
  'look-alike-host',
  'look-alike-ending',
  'sub-domain',
  'other-scheme',
  'other-port',
] as const;
export type OriginSpelling = (typeof ORIGIN_SPELLINGS)[number];

export function strayOrigin(spelling: OriginSpelling, site: URL): string {
  if (spelling === 'null') return 'null';
  const stranger = new URL(`${site.protocol}//stranger.example/`);
  if (spelling === 'stranger') return stranger.origin;
  // Where the site has a port, a look-alike keeps it: a comparison of both ends would want it so.
  stranger.port = site.port;
  return new URL(strayAddress(spelling, site, stranger)).origin;
}
