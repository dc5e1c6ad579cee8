/** Spoils valid requests as the corpus says: which entries apply to an operation, and what each makes of a request. */
import type {
  Corpus,
  CorpusEntry,
  CorpusPlace,
  CorpusValue,
  OperationPolicy,
  Paging,
} from '../../policy/types.ts';
import { parametersOf } from '../policy/references.ts';

export interface Shape {
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** In place of the body, where it is no text. */
  bytes?: Buffer;
}

/** One spoilt request. */
export interface Attempt {
  /** How it differs, for a reader: the field, and the value where there are several. */
  means: string;
  shape: Shape;
}

type Body = Record<string, unknown>;

const INSTANT = /^\d{4}-\d\d-\d\dT/;
/** A text of the policy that stands for an id alone. */
const ID = /^\{\{(?:tenant|id:[^}]+)\}\}$/;

/** An address of mail or of the web, with what the run puts into it. */
const ADDRESS = /^(?:https?:\/\/\S+|[^\s@]+@[^\s@]+)$/;

/** What a field of a valid body holds, as the policy writes it. */
export function kindOf(value: unknown): 'text' | 'id' | 'instant' | 'number' | 'other' {
  if (typeof value === 'number') return 'number';
  if (typeof value !== 'string') return 'other';
  if (ID.test(value)) return 'id';
  return INSTANT.test(value) ? 'instant' : 'text';
}

/** What the fields hold that an entry is put into, by its place. */
const KINDS_AT: Partial<Record<CorpusPlace, readonly string[]>> = {
  field: ['text', 'id', 'instant', 'number', 'other'],
  text: ['text', 'id', 'instant'],
  number: ['number'],
  instant: ['instant'],
};

/** The fields of an operation's body that an entry is put into. */
function fieldsAt(at: CorpusPlace, { body = {} }: OperationPolicy): string[] {
  if (at === 'address')
    return Object.keys(body).filter((name) => typeof body[name] === 'string' && ADDRESS.test(body[name]));
  return Object.entries(body).flatMap(([name, value]) =>
    KINDS_AT[at]?.includes(kindOf(value)) === true ? [name] : [],
  );
}

/** Names of the fields that hold a text of the user's own. */
export function textFields({ body = {} }: OperationPolicy): string[] {
  return Object.entries(body).flatMap(([name, value]) => (kindOf(value) === 'text' ? [name] : []));
}

const APPLIES: Readonly<Record<CorpusPlace, (entry: CorpusEntry, operation: OperationPolicy) => boolean>> = {
  body: (_, { body }) => body !== undefined,
  form: (_, { form }) => form !== undefined,
  field: ({ at }, operation) => fieldsAt(at, operation).length > 0,
  text: ({ at }, operation) => fieldsAt(at, operation).length > 0,
  number: ({ at }, operation) => fieldsAt(at, operation).length > 0,
  instant: ({ at }, operation) => fieldsAt(at, operation).length > 0,
  address: ({ at }, operation) => fieldsAt(at, operation).length > 0,
  extra: (_, { body }) => body !== undefined,
  id: (_, { path }) => parametersOf(path).length > 0,
  search: (_, { search }) => search !== undefined,
  query: (_, { writes, stream }) => !writes && !stream,
  page: (_, { listing }) => listing !== undefined,
  // A list that comes whole is not asked for page by page, and takes it for a parameter that nobody knows.
  size: (_, { method, resource, path, stream, writes }) =>
    method === 'GET' && resource !== undefined && !path.endsWith('}') && !stream && !writes,
  // A limit that is missing must not change anything.
  header: (_, { writes }) => !writes,
  event: (_, { stream }) => stream,
};

/** Names of the entries of a corpus that apply to an operation, in the order of the corpus. */
export function malformationsOf(corpus: Corpus, operation: OperationPolicy): string[] {
  return Object.entries(corpus.malformations).flatMap(([name, entry]) =>
    (entry.methods?.includes(operation.method) ?? true) && APPLIES[entry.at](entry, operation) ? [name] : [],
  );
}

type Written = Extract<CorpusValue, object>;

const isObject = <K extends string>(
  value: CorpusValue,
  key: K,
): value is Extract<Written, Record<K, unknown>> =>
  typeof value === 'object' && value !== null && key in value;

/** A value as a text, for places that hold nothing else. */
function textOf(value: CorpusValue): string {
  if (isObject(value, 'repeat')) return value.repeat.repeat(value.times);
  if (isObject(value, 'raw')) return value.raw;
  if (isObject(value, 'json')) return value.json;
  if (isObject(value, 'base64')) return Buffer.from(value.base64, 'base64').toString('latin1');
  if (isObject(value, 'deep')) return '['.repeat(value.deep) + ']'.repeat(value.deep);
  return String(value);
}

const told = (value: CorpusValue): string => {
  const text =
    typeof value === 'object' && value !== null ? JSON.stringify(value) : JSON.stringify(textOf(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const SPLICE = '@@splice@@';

/** The body of a shape with other fields, and the value spliced in where no JSON value stands for it. */
function withFields(valid: Shape, fields: Body, value: CorpusValue): Shape {
  const headers = { ...valid.headers, 'content-type': 'application/json' };
  const text = JSON.stringify(fields);
  if (isObject(value, 'json') || isObject(value, 'deep'))
    return { ...valid, headers, body: text.replaceAll(`"${SPLICE}"`, () => textOf(value)) };
  if (!isObject(value, 'base64')) return { ...valid, headers, body: text };
  const parts = text.split(SPLICE).map((part) => Buffer.from(part));
  const bytes = parts.reduce((whole, part) =>
    Buffer.concat([whole, Buffer.from(value.base64, 'base64'), part]),
  );
  return { ...valid, headers, bytes };
}

/** What a field becomes: a text keeps what it held, by which the run finds what it made. */
function fieldValue(at: CorpusPlace, value: CorpusValue, old: unknown): unknown {
  const spliced = isObject(value, 'json') || isObject(value, 'deep') ? SPLICE : undefined;
  if (spliced !== undefined) return spliced;
  const isText = (at === 'text' || at === 'address') && typeof old === 'string';
  if (isObject(value, 'base64')) return isText ? `${old}${SPLICE}` : SPLICE;
  const plain = isObject(value, 'repeat') || isObject(value, 'raw') ? textOf(value) : value;
  return isText && typeof plain === 'string' ? `${old}${plain}` : plain;
}

function inFields(entry: CorpusEntry, valid: Shape, operation: OperationPolicy): Attempt[] {
  const body = JSON.parse(valid.body ?? '{}') as Body;
  const names = entry.at === 'extra' ? [entry.name ?? ''] : fieldsAt(entry.at, operation);
  const sets = entry.together ? [names] : names.map((name) => [name]);
  return sets.flatMap((set) =>
    entry.values.map((value): Attempt => {
      const changed = Object.fromEntries(set.map((name) => [name, fieldValue(entry.at, value, body[name])]));
      const which = entry.values.length > 1 ? `: ${told(value)}` : '';
      return { means: `${set.join(', ')}${which}`, shape: withFields(valid, { ...body, ...changed }, value) };
    }),
  );
}

/** The body, which is a JSON object, with these members set. */
export const withMembers = (valid: Shape, members: object): Shape => ({
  ...valid,
  body: JSON.stringify({ ...(JSON.parse(valid.body ?? '{}') as object), ...members }),
});

/** The path with another last id, sent as it stands. */
export function withId(valid: Shape, operation: OperationPolicy, escaped: string): Shape {
  const index = operation.path.split('/').findLastIndex((part) => part.startsWith('{'));
  const [path = '', query] = valid.path.split('?');
  const parts = path.split('/');
  parts[index] = escaped;
  return { ...valid, path: parts.join('/') + (query ? `?${query}` : '') };
}

/** The path with this parameter in the query and no other. */
export function withParameter(valid: Shape, parameter: string, escaped: string): Shape {
  return { ...valid, path: `${valid.path.split('?')[0] as string}?${parameter}=${escaped}` };
}

const escaped = (value: CorpusValue): string =>
  isObject(value, 'raw') ? value.raw : encodeURIComponent(textOf(value));

/** Every request that an entry makes of a valid one. */
function spoil(entry: CorpusEntry, valid: Shape, operation: OperationPolicy, paging: Paging): Attempt[] {
  const { at, values } = entry;
  if (
    at === 'field' ||
    at === 'text' ||
    at === 'number' ||
    at === 'instant' ||
    at === 'address' ||
    at === 'extra'
  )
    return inFields(entry, valid, operation);
  const shapeOf = (value: CorpusValue): Shape => {
    switch (at) {
      case 'body':
      case 'form': {
        const type =
          entry.contentType ?? (at === 'body' ? 'application/json' : (valid.headers['content-type'] ?? ''));
        return { ...valid, headers: { ...valid.headers, 'content-type': type }, body: textOf(value) };
      }
      case 'id':
        return withId(valid, operation, escaped(value));
      case 'search':
        return withParameter(valid, operation.search?.parameter ?? '', escaped(value));
      case 'page':
        return withParameter(valid, paging.page, escaped(value));
      case 'size':
        return withParameter(valid, paging.size, escaped(value));
      case 'query':
        return { ...valid, path: `${valid.path}${valid.path.includes('?') ? '&' : '?'}${textOf(value)}` };
      case 'event':
        return { ...valid, headers: { ...valid.headers, 'last-event-id': textOf(value) } };
      case 'header':
        return { ...valid, headers: { ...valid.headers, [entry.name ?? '']: textOf(value) } };
    }
  };
  return values.map((value) => ({ means: values.length > 1 ? told(value) : '', shape: shapeOf(value) }));
}

/** An entry of a corpus by its name. Throws when there is none. */
export function malformationOf(corpus: Corpus, name: string): CorpusEntry {
  const entry = corpus.malformations[name];
  if (!entry) throw new Error(`the corpus has no malformation "${name}"`);
  return entry;
}

/** Every spoilt request of an entry. Throws when the name is unknown. */
export function attemptsOf(
  { corpus, paging }: { corpus: Corpus; paging: Paging },
  malformation: string,
  valid: Shape,
  operation: OperationPolicy,
): Attempt[] {
  return spoil(malformationOf(corpus, malformation), valid, operation, paging);
}
