/**
 * Other ways to write the same request, of which a router may understand what a guard in front of it does not. Extend
 * the lists to try more everywhere. Paths are sent as they stand.
 */
import type { OperationPolicy } from '../../policy/types.ts';
import type { Shape } from './malformations.ts';

export interface Variant {
  /** How it differs, for a reader. */
  means: string;
  method: string;
  shape: Shape;
}

/** Changes the path and leaves the query. */
const onPath = (shape: Shape, change: (path: string) => string): Shape => {
  const [path = '', query] = shape.path.split('?');
  return { ...shape, path: change(path) + (query === undefined ? '' : `?${query}`) };
};

const lastFixed = (path: string): string =>
  path.split('/').findLast((part) => /^[a-z]{2,}$/.test(part)) ?? '';

const PATHS: Readonly<Record<string, (path: string) => string>> = {
  'a trailing slash': (path) => `${path}/`,
  'a doubled slash in front': (path) => `/${path}`,
  'a doubled slash inside': (path) => path.replace(/\/(?=[^/]+$)/, '//'),
  'capital letters': (path) => path.replace(lastFixed(path), lastFixed(path).toUpperCase()),
  'an encoded letter': (path) =>
    path.replace(lastFixed(path), (word) => `%${word.charCodeAt(0).toString(16)}${word.slice(1)}`),
  'an encoded slash at the end': (path) => `${path}%2f`,
  'a dot segment': (path) => path.replace(/\/(?=[^/]+$)/, '/./'),
  'a step up and down': (path) => path.replace(/\/(?=[^/]+$)/, '/x/../'),
  'a path parameter': (path) => `${path};x=1`,
  'the suffix .json': (path) => `${path}.json`,
  'another version': (path) => path.replace(/\/v\d+\//, '/v0/'),
  'no version': (path) => path.replace(/\/v\d+\//, '/'),
  'a null byte at the end': (path) => `${path}%00`,
};

/** Of the other ways, those that a browser leaves as they are, where it would resolve dots itself. */
const IN_BROWSERS = [
  'a trailing slash',
  'a doubled slash in front',
  'a doubled slash inside',
  'capital letters',
  'an encoded letter',
];

/** Whether a pattern of a page (`/things/{thingId}`) is also that of this path. */
const isOf = (path: string, pattern: string): boolean => {
  const [parts, wanted] = [path.split('/'), pattern.split('/')];
  return (
    parts.length === wanted.length && wanted.every((part, at) => /^\{.+\}$/.test(part) || part === parts[at])
  );
};

/**
 * Other addresses that a browser's router may take for the same page.
 *
 * @param open patterns of pages that may be opened: an address that is one of theirs with another id is left out
 */
export function pageSpellings(path: string, open: readonly string[]): { means: string; path: string }[] {
  const written = IN_BROWSERS.map((means) => ({ means, path: PATHS[means]?.(path) ?? path }));
  return [
    ...written.filter(
      (one, at) =>
        one.path !== path &&
        written.findIndex((other) => other.path === one.path) === at &&
        !open.some((pattern) => isOf(one.path, pattern)),
    ),
    { means: 'a query and a fragment', path: `${path}?x=1#x` },
  ];
}

const REWRITES = ['x-original-url', 'x-rewrite-url'];
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/** A request, written otherwise. `HEAD` and rewritten addresses for what reads, other methods for what writes. */
export function variantsOf({ method }: OperationPolicy, valid: Shape): Variant[] {
  const paths = Object.entries(PATHS).flatMap(([means, change]): Variant[] => {
    const shape = onPath(valid, change);
    return shape.path === valid.path ? [] : [{ means, method, shape }];
  });
  if (method !== 'GET') return [...paths, ...tunnelled(method, valid), ...otherTypes(method, valid)];
  return [
    ...paths,
    { means: 'HEAD', method: 'HEAD', shape: valid },
    ...REWRITES.map((name): Variant => {
      const headers = { ...valid.headers, [name]: valid.path };
      return { means: `the header ${name}`, method, shape: { ...valid, path: '/', headers } };
    }),
  ];
}

const BOUNDARY = 'bulkhead-2d9e41';

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const asForm = (fields: readonly [string, unknown][]): string =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, asText(value)])).toString();

const asMultipart = (fields: readonly [string, unknown][]): string =>
  [
    ...fields.flatMap(([name, value]) => [
      `--${BOUNDARY}`,
      `content-disposition: form-data; name="${name}"`,
      '',
      asText(value),
    ]),
    `--${BOUNDARY}--`,
    '',
  ].join('\r\n');

/** The same fields in a body of another type, which another parser reads, and perhaps no guard. */
function otherTypes(method: string, valid: Shape): Variant[] {
  if (valid.body === undefined || valid.headers['content-type'] !== 'application/json') return [];
  const fields = Object.entries(JSON.parse(valid.body) as Record<string, unknown>);
  const form = 'application/x-www-form-urlencoded';
  const types: [means: string, contentType: string | undefined, body: string][] = [
    ['a body without a type', undefined, valid.body],
    ['a body of plain text', 'text/plain', valid.body],
    ['a body of a subtype of JSON', 'application/vnd.api+json', valid.body],
    ['a body that says it is a form', form, valid.body],
    ['a form', form, asForm(fields)],
    ['a form of parts', `multipart/form-data; boundary=${BOUNDARY}`, asMultipart(fields)],
  ];
  return types.map(([means, contentType, body]) => {
    const { 'content-type': _, ...headers } = valid.headers;
    return {
      means,
      method,
      shape: { ...valid, body, headers: contentType ? { ...headers, 'content-type': contentType } : headers },
    };
  });
}

/** The method hidden in another request: a header, a parameter or a field of a form. */
function tunnelled(method: string, valid: Shape): Variant[] {
  const carriers = [...new Set(['POST', 'GET'])].filter((carrier) => carrier !== method);
  const query = `${valid.path}${valid.path.includes('?') ? '&' : '?'}_method=${method}`;
  return carriers.flatMap((carrier): Variant[] => {
    const shape = carrier === 'GET' ? { path: valid.path, headers: {} } : valid;
    return [
      ...OVERRIDES.map((name) => ({
        means: `${carrier} with the header ${name}`,
        method: carrier,
        shape: { ...shape, headers: { ...shape.headers, [name]: method } },
      })),
      { means: `${carrier} with the parameter _method`, method: carrier, shape: { ...shape, path: query } },
    ];
  });
}
