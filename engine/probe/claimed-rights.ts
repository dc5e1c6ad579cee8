/**
 * The ways in which a client may claim a role or to be somebody beside its token: headers, cookies and parameters of the query, by
 * the names that products and the proxies before them use. Extend the lists to try more everywhere. Pure.
 */
import type { Shape } from './malformations.ts';
import { type Override, type Overrides, withCookies, withHeaders, withQuery } from './overrides.ts';

const ROLE_HEADERS = [
  'x-role',
  'x-roles',
  'x-user-role',
  'x-user-roles',
  'x-auth-role',
  'x-permissions',
  'x-scope',
  'x-groups',
  'x-forwarded-groups',
  'x-view-as',
  'x-act-as',
  'x-impersonate',
];
/** What is true of somebody who may do anything, or of a request from within. */
const FLAG_HEADERS = ['x-admin', 'x-is-admin', 'x-superuser', 'x-sudo', 'x-internal', 'x-debug'];
const PERSON_HEADERS = [
  'x-user',
  'x-user-id',
  'x-user-email',
  'x-auth-user',
  'x-authenticated-user',
  'x-auth-request-user',
  'x-auth-request-email',
  'x-forwarded-user',
  'x-forwarded-email',
  'x-remote-user',
  'remote-user',
  'x-impersonate-user',
  'x-on-behalf-of',
  'x-act-as',
  'x-view-as',
];
const ADDRESS_HEADERS = ['x-forwarded-for', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'x-originating-ip'];
const ROLE_NAMES = ['role', 'roles', 'user_role', 'userRole', 'view_as', 'viewAs', 'as', 'scope'];
const FLAG_NAMES = ['admin', 'is_admin', 'isAdmin', 'debug', 'internal', 'sudo'];
const PERSON_NAMES = ['user', 'user_id', 'userId', 'impersonate', 'on_behalf_of'];

/** Headers that a page may send anyway, or that say nothing of who sends them. */
const COMMON =
  /^(accept|accept-.+|authorization|content-.+|if-.+|range|last-event-id|cache-control|pragma|origin|x-requested-with|x-correlation-id|x-request-id|traceparent|tracestate|baggage|sentry-trace|idempotency-key|x-csrf-token|x-xsrf-token|dpop|\*)$/;

/**
 * Names of headers that an API lets a page send and that are its own: what they say is for it to know.
 *
 * @param allowed `Access-Control-Allow-Headers` of an answer to a preflight
 */
export const ownHeaders = (allowed: string | undefined): string[] => [
  ...new Set(
    (allowed ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => /^[a-z0-9-]+$/.test(name) && !COMMON.test(name)),
  ),
];

/** What is claimed: a role of these, or to be somebody. */
export interface Claim {
  roles: readonly string[];
  /** Ids and addresses of somebody who has one of the roles. */
  person: readonly string[];
}

type Put = (shape: Shape, names: readonly string[], value: string) => Shape;

/** One request that has the value under all names, and one for each. */
const allAndEach = (
  put: Put,
  valid: Shape,
  names: readonly string[],
  value: string,
  says: (names: string) => string,
): Overrides[] =>
  names.length === 0
    ? []
    : [
        {
          means: says(names.join(' and ')),
          shape: put(valid, names, value),
          singly: names.map((name): Override => ({ means: says(name), shape: put(valid, [name], value) })),
        },
      ];

/**
 * A valid request, changed to claim a right.
 *
 * @param own headers that the API itself knows, as of {@link ownHeaders}
 */
export function claimedRightsOf(valid: Shape, { roles, person }: Claim, own: readonly string[]): Overrides[] {
  const used = new URLSearchParams(valid.path.split('?')[1] ?? '');
  const free = (names: readonly string[]): string[] => names.filter((name) => !used.has(name));
  const withOwn = (names: readonly string[]): string[] => [...new Set([...names, ...own])];
  const headers = (names: readonly string[], value: string): Overrides[] =>
    allAndEach(withHeaders, valid, names, value, (all) => `with the header ${all}: ${value}`);
  const cookies = (names: readonly string[], value: string): Overrides[] =>
    allAndEach(withCookies, valid, names, value, (all) => `with the cookie ${all}=${value}`);
  const query = (names: readonly string[], value: string): Overrides[] =>
    allAndEach(withQuery, valid, free(names), value, (all) => `with the parameter ${all}=${value}`);
  return [
    ...roles.flatMap((role) => headers(withOwn(ROLE_HEADERS), role)),
    ...headers(withOwn(FLAG_HEADERS), 'true'),
    ...headers(withOwn(FLAG_HEADERS), '1'),
    ...person.flatMap((name) => headers(withOwn(PERSON_HEADERS), name)),
    ...headers(ADDRESS_HEADERS, '127.0.0.1'),
    ...roles.flatMap((role) => cookies(ROLE_NAMES, role)),
    ...cookies(FLAG_NAMES, 'true'),
    ...roles.flatMap((role) => query(ROLE_NAMES, role)),
    ...query(FLAG_NAMES, 'true'),
    ...person.flatMap((name) => query(PERSON_NAMES, name)),
  ];
}
