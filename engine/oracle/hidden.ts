/** Finds values of hidden fields in answers about something else: as part of a figure, or of what refers to the row. Pure. */
import type { Row } from '../probe/canaries.ts';

/** A row that has hidden fields, as somebody was given it who may see them. */
export interface Known {
  id: string;
  row: Row;
}

/** A field that an answer holds by a hidden name: with what stands around it, which may say whose it is. */
export interface Held {
  field: string;
  value: unknown;
  /** Every text and number beside the field and above it, and the names on the way to it. */
  around: ReadonlySet<string>;
}

/** The name of every field of an answer, at whatever depth. */
export function fieldsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsIn(inner)]);
}

/** Shorter values stand in many a row by chance; they count where the row's id is beside them. */
const TELLING = 4;

/** `cost_basis`, `costBasis` and the heading `Cost basis` are one field. */
const plain = (name: string): string => name.replace(/[-_\s]/g, '').toLowerCase();

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const asText = (value: unknown): string => (isScalar(value) ? String(value) : JSON.stringify(value));

const isNumeric = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** Databases give decimals as texts, with zeros at the end. */
function isSame(a: unknown, b: unknown): boolean {
  const [one, other] = [asText(a), asText(b)];
  return one === other || (isNumeric(one) && isNumeric(other) && Number(one) === Number(other));
}

const isThere = (value: unknown): boolean => value !== null && value !== undefined;

const valueOf = (row: Row, field: string): unknown =>
  Object.entries(row).find(([name]) => plain(name) === plain(field))?.[1];

/** The fields of an answer that have one of these names and a value, however deep. */
export function heldBy(answer: unknown, fields: readonly string[], above: readonly string[] = []): Held[] {
  if (Array.isArray(answer)) return answer.flatMap((inner) => heldBy(inner, fields, above));
  if (answer === null || typeof answer !== 'object') return [];
  const entries = Object.entries(answer as Row);
  const beside = [...above, ...entries.flatMap(([, value]) => (isScalar(value) ? [String(value)] : []))];
  return entries.flatMap(([name, value]) => {
    const field = fields.find((each) => plain(each) === plain(name));
    return [
      ...(field !== undefined && isThere(value) ? [{ field, value, around: new Set(beside) }] : []),
      ...heldBy(value, fields, [...beside, name]),
    ];
  });
}

/**
 * Which of what an answer holds are values of the hidden fields, and not of others by the same names: what stands with
 * the id of a row has that row's value; what stands with none has the value of any row, and one that does not occur
 * by chance.
 */
export function ofRows(held: readonly Held[], known: readonly Known[]): Held[] {
  return held.filter(({ field, value, around }) => {
    const named = known.filter(({ id }) => around.has(id));
    const couldBe = named.length > 0 ? named : asText(value).length < TELLING ? [] : known;
    return couldBe.some(({ row }) => {
      const own = valueOf(row, field);
      return isThere(own) && isSame(own, value);
    });
  });
}

/** The fields of which nobody was seen to be given any: whose value is whose cannot be said. */
export const untold = (fields: readonly string[], known: readonly Known[]): string[] =>
  [...new Set(fields)].filter((field) => !known.some(({ row }) => valueOf(row, field) !== undefined));
