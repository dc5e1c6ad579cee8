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

const invitation: Record<string, Schema> = {
  id: uuid,
  email: string,
  role: string,
  status: { enum: ['pending', 'accepted', 'expired'] },
  expiresAt: instant,
  createdAt: instant,
};
const flag: Record<string, Schema> = { key: string, description: string, enabled: boolean };

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
  Price: shape({
    id: uuid,
    competitorId: uuid,
    amount: number,
    currency: string,
    observedAt: instant,
    source: string,
  }),
  PricePage: page('Price'),
  Attachment: shape({
    id: uuid,
    competitorId: uuid,
    fileName: string,
    contentType: string,
    size: integer,
    createdAt: instant,
  }),
  AttachmentPage: page('Attachment'),
  Metrics: shape({
    competitors: integer,
    observations: integer,
    averagePrice: orNull(number),
    minPrice: orNull(number),
    maxPrice: orNull(number),
    categories: list(shape({ category: string, count: integer, averagePrice: number })),
    ranking: list(shape({ rank: integer, competitorId: uuid, name: string, price: number })),
  }),
  Suggestions: shape({ items: list(shape({ id: uuid, name: string })) }),
  Alert: shape({
    id: uuid,
    title: string,
    message: string,
    severity: { enum: ['info', 'warning', 'critical'] },
    competitorId: orNull(uuid),
    createdAt: instant,
    acknowledgedAt: orNull(instant),
  }),
  AlertPage: page('Alert'),
  Export: shape({
    id: uuid,
    kind: string,
    format: string,
    status: { enum: ['queued', 'running', 'ready', 'failed'] },
    createdAt: instant,
    rowCount: orNull(integer),
  }),
  ExportPage: page('Export'),
  Link: shape({ url: string, expiresAt: instant }),
  User: shape({
    id: string,
    email: string,
    name: string,
    role: orNull(string),
    status: { enum: ['active', 'disabled'] },
  }),
  UserPage: page('User'),
  Invitation: shape(invitation),
  InvitationPage: page('Invitation'),
  NewInvitation: shape({ ...invitation, acceptUrl: string }),
  Joined: shape({ organisation, role: string }),
  Settings: shape({
    displayName: string,
    currency: string,
    timezone: string,
    weeklyReport: boolean,
    supportEmail: orNull(string),
  }),
  Flag: shape(flag),
  Flags: shape({ items: list(ref('Flag')) }),
  AuditEntry: shape({
    id: uuid,
    at: instant,
    actorId: string,
    actorName: string,
    action: string,
    target: string,
    outcome: { enum: ['allowed', 'denied'] },
  }),
  AuditPage: page('AuditEntry'),
  Organisation: shape({
    id: string,
    name: string,
    displayName: string,
    status: { enum: ['active', 'disabled'] },
    createdAt: instant,
    members: integer,
  }),
  OrganisationPage: page('Organisation'),
  Statistics: shape(
    Object.fromEntries(
      [
        'organisations',
        'activeOrganisations',
        'members',
        'competitors',
        'observations',
        'attachments',
        'alerts',
        'exports',
      ].map((name) => [name, integer]),
    ),
  ),
};
