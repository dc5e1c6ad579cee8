/** Ways of presenting a good token that the API must not take it from (RFC 6750), and of presenting too much. Pure. */
import type { Jwt } from './forge.ts';

/** What is added to a request that carries no token otherwise. */
export interface Presentation {
  /** In words, without the token. */
  says: string;
  headers: Record<string, string | string[]>;
  /** Without the question mark. */
  query?: string;
}

export const MISPLACEMENTS = [
  'in-query',
  'in-cookie',
  'in-other-header',
  'with-wrong-scheme',
  'twice',
  'over-large',
] as const;
export type Misplacement = (typeof MISPLACEMENTS)[number];

const NAMES = ['access_token', 'token', 'jwt', 'id_token', 'authorization'];
const HEADERS = [
  'x-access-token',
  'x-auth-token',
  'x-authorization',
  'x-forwarded-authorization',
  'proxy-authorization',
];

/** Below and above the 16 KiB that a Node server reads of a request's head. */
const LARGE = [12_000, 20_000];

/** A token of the shape of the good one, made larger than any; its signature is that of the good one. */
function enlarged({ parts: [header, , signature], payload }: Jwt, size: number): string {
  const padded = { ...payload, padding: 'x'.repeat(size) };
  return `${header}.${Buffer.from(JSON.stringify(padded)).toString('base64url').slice(0, size)}.${signature}`;
}

/**
 * @param token the good one
 * @param bad one that is refused when it comes alone
 */
export function misplaced(how: Misplacement, good: Jwt, token: string, bad: string): Presentation[] {
  const bearer = `Bearer ${token}`;
  switch (how) {
    case 'in-query':
      return NAMES.flatMap((name) =>
        [token, bearer].map((value, index) => ({
          says: `in the query as ${name}${index === 0 ? '' : ', with the scheme'}`,
          headers: {},
          query: new URLSearchParams({ [name]: value }).toString(),
        })),
      );
    case 'in-cookie':
      return [
        {
          says: `in the cookies ${NAMES.join(', ')}`,
          headers: { cookie: NAMES.map((name) => `${name}=${token}`).join('; ') },
        },
      ];
    case 'in-other-header':
      return HEADERS.flatMap((name) =>
        [token, bearer].map((value, index) => ({
          says: `in the header ${name}${index === 0 ? '' : ', with the scheme'}`,
          headers: { [name]: value },
        })),
      );
    case 'with-wrong-scheme':
      return [
        ['without a scheme', token],
        ['with the scheme Basic', `Basic ${token}`],
        ['with the scheme Token', `Token ${token}`],
        ['with the scheme twice', `Bearer ${bearer}`],
        ['with a comma after the scheme', `Bearer, ${token}`],
      ].map(([says = '', authorization = '']) => ({ says, headers: { authorization } }));
    case 'twice':
      return [
        { says: 'in two Authorization headers', headers: { authorization: [bearer, bearer] } },
        { says: 'before a bad one, in two headers', headers: { authorization: [bearer, `Bearer ${bad}`] } },
        { says: 'after a bad one, in two headers', headers: { authorization: [`Bearer ${bad}`, bearer] } },
        { says: 'twice in one header', headers: { authorization: `${bearer}, ${bearer}` } },
      ];
    case 'over-large':
      return LARGE.map((size) => ({
        says: `of ${size / 1000} kB`,
        headers: { authorization: `Bearer ${enlarged(good, size)}` },
      }));
  }
}
