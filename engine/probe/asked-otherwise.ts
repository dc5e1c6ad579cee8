/**
 * The ways in which an answer may be asked for otherwise: in another type, with more or other fields, in another view. Extend the
 * lists to try more everywhere. Pure.
 */
import type { Shape } from './malformations.ts';
import { type Override, type Overrides, withHeaders, withQuery } from './overrides.ts';

const TYPES = [
  'text/csv',
  'application/xml',
  'text/html',
  'text/plain',
  'application/x-ndjson',
  'application/vnd.api+json',
  'application/hal+json',
  'application/vnd.ms-excel',
  'application/octet-stream',
];

/** Parameters that name the fields of an answer. */
const FIELDS = [
  'fields',
  'field',
  'select',
  '$select',
  'columns',
  'attributes',
  'properties',
  'props',
  'include',
  'includes',
  'expand',
  '$expand',
  'embed',
  'with',
  'only',
  'fl',
];
/** Parameters that name a view, and what of it would be all that there is. */
const VIEWS = ['view', 'mode', 'detail', 'details', 'level', 'projection', 'profile', 'format', 'output'];
const VIEW_VALUES = ['full', 'all', 'csv', 'export'];
const FLAGS = ['full', 'all', 'verbose', 'extended', 'raw', 'debug', 'export', 'internal'];

/** The same request in each of the other types. */
export const inOtherTypes = (valid: Shape): Override[] =>
  TYPES.map((type) => ({ means: `as ${type}`, shape: withHeaders(valid, ['accept'], type) }));

/**
 * The same request, asking for these fields.
 *
 * @param further names of parameters that the API is known to take
 */
export function withFieldsNamed(
  valid: Shape,
  fields: readonly string[],
  further: readonly string[] = [],
): Overrides[] {
  const used = new URLSearchParams(valid.path.split('?')[1] ?? '');
  const naming = (names: readonly string[], value: string): Overrides[] => {
    const free = [...new Set([...names, ...further])].filter((name) => !used.has(name));
    return [
      {
        means: `with ${value} in parameters that name fields or a view`,
        shape: withQuery(valid, free, value),
        singly: free.map((name) => ({
          means: `with ${name}=${value}`,
          shape: withQuery(valid, [name], value),
        })),
      },
    ];
  };
  return [
    ...naming(FIELDS, fields.join(',')),
    ...(fields.length > 1 ? fields.flatMap((field) => naming(FIELDS, field)) : []),
    ...naming(FIELDS, '*'),
    ...VIEW_VALUES.flatMap((value) => naming(VIEWS, value)),
    ...naming(FLAGS, 'true'),
    ...naming(FLAGS, '1'),
  ];
}
