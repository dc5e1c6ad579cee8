/**
 * The ways in which a client may name a tenant beside its token: headers, cookies and parameters of the query, by the
 * names that products use. Extend the lists to try more everywhere.
 */
import type { Shape } from './malformations.ts';

const HEADERS = [
  'x-organization-id',
  'x-organization',
  'x-org-id',
  'x-org',
  'x-tenant-id',
  'x-tenant',
  'x-account-id',
  'organization-id',
  'tenant-id',
];
const COOKIES = ['tenant', 'tenant_id', 'tenantId', 'organization', 'organization_id', 'org', 'org_id'];
const QUERY = [
  'tenant',
  'tenant_id',
  'tenantId',
  'organization',
  'organization_id',
  'organizationId',
  'org_id',
  'orgId',
];

/** What a proxy puts in to say which host was asked for, and an application may tell its tenants by. */
const HOSTS = [
  'x-forwarded-host',
  'x-forwarded-server',
  'x-original-host',
  'x-host',
  'x-http-host-override',
  'forwarded',
];

/** One request that names a tenant; `means` says how, for a reader. */
export interface Override {
  means: string;
  shape: Shape;
}

/** One request that names it in many ways at once, and the same ways one by one. */
export interface Overrides extends Override {
  singly: Override[];
}

export const withHeaders = (shape: Shape, names: readonly string[], value: string): Shape => ({
  ...shape,
  headers: { ...shape.headers, ...Object.fromEntries(names.map((name) => [name, value])) },
});

export const withCookies = (shape: Shape, names: readonly string[], value: string): Shape => ({
  ...shape,
  headers: {
    ...shape.headers,
    cookie: names.map((name) => `${name}=${encodeURIComponent(value)}`).join('; '),
  },
});

export function withQuery(shape: Shape, names: readonly string[], value: string): Shape {
  const added = names.map((name) => `${name}=${encodeURIComponent(value)}`).join('&');
  return { ...shape, path: `${shape.path}${shape.path.includes('?') ? '&' : '?'}${added}` };
}

function asHost(valid: Shape, host: string): Overrides {
  const named = (names: readonly string[]): Shape =>
    names.reduce(
      (shape, name) => withHeaders(shape, [name], name === 'forwarded' ? `host=${host}` : host),
      valid,
    );
  return {
    means: 'headers of a proxy with a host of the tenant',
    shape: named(HOSTS),
    singly: HOSTS.map((name) => ({
      means: `the header ${name} with a host of the tenant`,
      shape: named([name]),
    })),
  };
}

/**
 * A valid request, changed to name a tenant.
 *
 * @param tenant the id of the tenant, and its name at the identity provider
 * @param own headers that the API itself knows
 */
export function overridesOf(
  valid: Shape,
  tenant: { id: string; organization: string },
  own: readonly string[] = [],
): Overrides[] {
  const inHeaders = [...new Set([...HEADERS, ...own])];
  const used = new URLSearchParams(valid.path.split('?')[1] ?? '');
  const parameters = QUERY.filter((name) => !used.has(name));
  const inHead = (value: string, what: string): Overrides => ({
    means: `headers and cookies with ${what}`,
    shape: withCookies(withHeaders(valid, inHeaders, value), COOKIES, value),
    singly: [
      ...inHeaders.map((name) => ({
        means: `the header ${name} with ${what}`,
        shape: withHeaders(valid, [name], value),
      })),
      ...COOKIES.map((name) => ({
        means: `the cookie ${name} with ${what}`,
        shape: withCookies(valid, [name], value),
      })),
    ],
  });
  return [
    inHead(tenant.id, 'the id of the tenant'),
    inHead(tenant.organization, 'the name of the tenant'),
    asHost(valid, `${tenant.organization}.example`),
    {
      means: 'parameters of the query with the id of the tenant',
      shape: withQuery(valid, parameters, tenant.id),
      singly: parameters.map((name) => ({
        means: `the parameter ${name} with the id of the tenant`,
        shape: withQuery(valid, [name], tenant.id),
      })),
    },
  ];
}
