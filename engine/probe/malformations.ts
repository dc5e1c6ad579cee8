/**
 * Malformed requests, by name. Each is wrong for every operation that takes such input, so an answer of success is a
 * failure of validation. Extend the tables to try more everywhere.
 */
import type { OperationPolicy } from '../../policy/types.ts';
import { parametersOf } from '../policy/references.ts';

export interface Shape {
  path: string;
  headers: Record<string, string>;
  body?: string;
}

type Malform = (valid: Shape, operation: OperationPolicy) => Shape;

const json = { 'content-type': 'application/json' };
const withBody = (make: (valid: Record<string, unknown>) => unknown): Malform => {
  return (valid) => ({
    ...valid,
    headers: { ...valid.headers, ...json },
    body: JSON.stringify(make(JSON.parse(valid.body ?? '{}') as Record<string, unknown>)),
  });
};
const everyField =
  (value: (old: unknown) => unknown) =>
  (body: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(body).map(([name, old]) => [name, value(old)]));

/** For operations with a JSON body. */
const BODIES: Record<string, Malform> = {
  'broken JSON': (valid) => ({ ...valid, headers: { ...valid.headers, ...json }, body: '{"name": "x", ' }),
  'a body that is no object': withBody(() => ['x', 1, null]),
  'fields of the wrong type': withBody(everyField(() => ({ nested: [true] }))),
  'fields that are null': withBody(everyField(() => null)),
  'an over-long text': withBody(everyField((old) => (typeof old === 'string' ? 'x'.repeat(70_000) : [old]))),
  'a null byte in a text': withBody(everyField((old) => (typeof old === 'string' ? `x\u0000y` : [old]))),
  'a lone surrogate in a text': withBody(everyField((old) => (typeof old === 'string' ? 'x\ud800y' : [old]))),
  'a number beyond range': withBody(everyField(() => 1e308)),
  'an empty body': (valid) => ({ ...valid, headers: { ...valid.headers, ...json }, body: '' }),
  'another content type': (valid) => ({
    ...valid,
    headers: { ...valid.headers, 'content-type': 'application/xml' },
    body: '<x/>',
  }),
};

const lastParameter = (value: string): Malform => {
  return (valid, operation) => {
    const template = operation.path.split('/');
    const index = template.findLastIndex((part) => part.startsWith('{'));
    const [path = '', query] = valid.path.split('?');
    const parts = path.split('/');
    parts[index] = value;
    return { ...valid, path: parts.join('/') + (query ? `?${query}` : '') };
  };
};

/** For operations with an id in the path. */
const PARAMETERS: Record<string, Malform> = {
  'an id of another shape': lastParameter('1'),
  'a quote in the id': lastParameter("1'%20OR%20'1'='1"),
  'a null byte in the id': lastParameter('x%00y'),
  'a broken escape in the id': lastParameter('%zz'),
  'a path in the id': lastParameter('..%2f..%2fetc%2fpasswd'),
  'an over-long id': lastParameter('a'.repeat(3_000)),
};

const withQuery = (parameter: string, value: string): Malform => {
  return (valid) => ({ ...valid, path: `${valid.path.split('?')[0] as string}?${parameter}=${value}` });
};

/** For operations that search. The text is data, so success is an answer too; an error must be a clean one. */
const SEARCHES: Record<string, (parameter: string) => Malform> = {
  'a quote in the search': (parameter) => withQuery(parameter, "x'%22%3B--"),
  'a wildcard in the search': (parameter) => withQuery(parameter, '%25%5C_%5C'),
  'a null byte in the search': (parameter) => withQuery(parameter, 'x%00y'),
  'an over-long search': (parameter) => withQuery(parameter, 'x'.repeat(5_000)),
};

/** For operations that only read: a limit that is missing must not change anything. */
const READS: Record<string, Malform> = {
  'an over-large header': (valid) => ({
    ...valid,
    headers: { ...valid.headers, 'x-large': 'x'.repeat(20_000) },
  }),
};

/** Names of the malformations that apply to an operation, in a stable order. */
export function malformationsOf(operation: OperationPolicy): string[] {
  return [
    ...(operation.body ? Object.keys(BODIES) : []),
    ...(parametersOf(operation.path).length > 0 ? Object.keys(PARAMETERS) : []),
    ...(operation.search ? Object.keys(SEARCHES) : []),
    ...(operation.writes ? [] : Object.keys(READS)),
  ];
}

/** Whether a success is an acceptable answer to this malformation: the text is odd, but it is only text. */
export function mayPass(malformation: string): boolean {
  return malformation in SEARCHES;
}

/** Spoils a valid request. Throws when the name is unknown. */
export function malform(malformation: string, valid: Shape, operation: OperationPolicy): Shape {
  const search = operation.search && SEARCHES[malformation]?.(operation.search.parameter);
  const change = BODIES[malformation] ?? PARAMETERS[malformation] ?? search ?? READS[malformation];
  if (!change) throw new Error(`no malformation is called "${malformation}"`);
  return change(valid, operation);
}
