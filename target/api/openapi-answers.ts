/** The shapes of successful answers, for the published description. */
import type { Schema } from './http/schema.ts';

const string: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const integer: Schema = { type: 'integer' };
const boolean: Schema = { type: 'boolean' };
const instant: Schema = { type: 'string', format: 'date-time' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const list = (items: Schema): Schema => ({ type: 'array', items });

/** An object whose properties are all there, but for those named as optional. */
function shape(properties: Record<string, Schema>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

function page(name: string, more: Record<string, Schema> = {}): Schema {
  return shape({ items: list(ref(name)), total: integer, page: integer, pageSize: integer, ...more });
}

const competitor: Record<string, Schema> = {
  id: uuid,
  name: string,
  category: string,
  city: string,
  price: number,
  website: orNull(string),
  notes: { ...orNull(string), description: 'admins and analysts only' },
  costBasis: { ...orNull(number), description: 'admins and analysts only' },
  version: integer,
  createdAt: instant,
  createdBy: { ...orNull(string), description: 'name of the person' },
};
const hidden = ['notes', 'costBasis'];
const organisation = shape({ id: string, name: string });

export const ANSWERS: Readonly<Record<string, Schema>> = {
  Status: shape({ status: { enum: ['up', 'down'] } }),
  Me: shape({
    id: string,
    email: string,
    name: string,
    role: string,
    organisation: orNull(organisation),
    permissions: list(string),
  }),
  MyOrganisations: shape({ items: list(shape({ id: string, name: string, role: string })) }),
  Switched: shape({ organisation }),
  Competitor: shape(competitor, hidden),
  CompetitorPage: page('Competitor', { facets: { type: 'object', additionalProperties: integer } }),
  TrashedCompetitor: shape({ ...competitor, deletedAt: instant }),
  TrashPage: page('TrashedCompetitor'),
};
