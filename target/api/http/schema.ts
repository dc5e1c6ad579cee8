/**
 * The vocabulary of request schemas and their validators.
 *
 * Bodies are taken as they are: no coercion, no defaults, nothing removed. What is not described is refused.
 */
import { Ajv, type ValidateFunction } from 'ajv';

export type Schema = Readonly<Record<string, unknown>>;

/** Control characters and lone surrogates: the database would refuse the one and mangle the other. */
const TEXT = /^[^\p{Cc}\p{Cs}]*$/u;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;
const EARLIEST = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;

/** An RFC 3339 instant that exists, from this century and at most a day ahead. */
function isInstant(value: string): boolean {
  const time = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
  if (!(time >= EARLIEST && time <= Date.now() + DAY)) return false;
  // `Date.parse` moves the 31st of February into March.
  const [year, month, day] = value.slice(0, 10).split('-').map(Number) as [number, number, number];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

const TIME_ZONES: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);

const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  text: (value) => TEXT.test(value) && value.trim() !== '',
  'date-time': isInstant,
  uri: (value) => TEXT.test(value) && isWebAddress(value),
  email: (value) =>
    TEXT.test(value) && /^[^\s@"'<>()[\],;:\\]{1,64}@([a-z0-9-]{1,63}\.)+[a-z]{2,24}$/i.test(value),
  uuid: (value) => UUID.test(value),
  'time-zone': (value) => TIME_ZONES.has(value),
};

/** Ids have one spelling. */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** One line of text that is not blank. */
export function text(maxLength: number): Schema {
  return { type: 'string', minLength: 1, maxLength, format: 'text' };
}

export function choice(values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

/** The same value, or null to clear it. */
export function nullable(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** An amount of money with at most two decimals. */
export const amount: Schema = { type: 'number', minimum: 0, maximum: 1_000_000, multipleOf: 0.01 };
export const CURRENCIES = ['CHF', 'EUR', 'GBP', 'PLN', 'SEK', 'USD'] as const;
export const currency = choice(CURRENCIES);

/** An object of exactly these properties; those named in `required` must be there. */
export function object(properties: Record<string, Schema>, required: readonly string[] = []): Schema {
  return { type: 'object', additionalProperties: false, properties, required };
}

/** The same object with every property optional, but at least one of them. */
export function patchOf(schema: Schema): Schema {
  return { ...schema, required: [], minProperties: 1 };
}

/** For operations that take no body: none, or an empty object. */
export const NO_BODY: Schema = { anyOf: [{ type: 'null' }, { type: 'object', maxProperties: 0 }] };

const OPTIONS = { strictTypes: false, allErrors: false, multipleOfPrecision: 6, formats: { ...FORMATS } };
const bodies = new Ajv(OPTIONS);
const queries = new Ajv({ ...OPTIONS, useDefaults: true });

/** Validators for Fastify, per part of a request. */
export function compileSchema({
  schema,
  httpPart,
}: {
  schema: unknown;
  httpPart?: string;
}): ValidateFunction {
  return (httpPart === 'querystring' ? queries : bodies).compile(schema as Schema);
}
