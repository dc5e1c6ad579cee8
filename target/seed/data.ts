/**
 * The business data of the embedded target, the same at every start but for the ids.
 *
 * Names and numbers overlap between organisations on purpose, so that only the word of an organisation (see
 * {@link Trade}) tells whose text it is; every kind of field that a person can read carries it somewhere.
 */
import { randomUUID } from 'node:crypto';
import type { Account, Organisation } from './accounts.ts';
import { tradeOf } from './data-further.ts';
import type { Trade } from './data-organisations.ts';

type Row = Record<string, unknown>;
/** Rows per table, in an order in which their references hold; `tenant_id` is added by the writer. */
export type TenantRows = [table: string, rows: Row[]][];

const START = Date.UTC(2026, 0, 5, 8);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const at = (offset: number): string => new Date(START + offset).toISOString();
const money = (value: number): number => Math.round(value * 100) / 100;
const bytes = (content: Buffer): string => `\\x${content.toString('hex')}`;
const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
/** A value of a list, going round. */
function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** The smallest picture there is: one transparent point. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

interface Competitor extends Row {
  id: string;
  name: string;
  category: string;
  city: string;
  price: number;
}

function competitors(trade: Trade, authors: readonly string[]): Competitor[] {
  const make = (name: string, index: number, deletedAt: string | null): Competitor => ({
    id: randomUUID(),
    name,
    category: pick(trade.categories, index * 3 + Math.floor(index / 4)),
    city: pick(trade.cities, index * 2 + 1),
    price: money(trade.price.from + ((index * 37) % trade.price.range) + (index % 4) * 0.25),
    website: `https://${slug(name)}.${trade.word.toLowerCase()}.example`,
    notes: `${trade.word} field visit ${index + 1}: ${pick(['busy on weekends', 'renovated last year', 'new manager', 'matches our offer'], index)}`,
    cost_basis: money(trade.price.from * 0.6 + index),
    version: 1,
    created_at: at(index * HOUR),
    created_by: pick(authors, index),
    deleted_at: deletedAt,
  });
  return [
    ...trade.rivals.map((name, index) => make(name, index, null)),
    ...trade.discarded.map((name, index) =>
      make(name, trade.rivals.length + index, at(40 * DAY + index * HOUR)),
    ),
  ];
}

function observations(trade: Trade, rivals: readonly Competitor[]): Row[] {
  return rivals.flatMap((rival, index) =>
    Array.from({ length: 3 + (index % 4) }, (_, round) => ({
      id: randomUUID(),
      competitor_id: rival.id,
      amount: money(rival.price * (1 + (round - 2) * 0.03)),
      currency: trade.currency,
      observed_at: at(round * 7 * DAY + index * HOUR),
      source: pick(
        [`${trade.word} price desk`, 'Price list on site', 'Phone enquiry', 'Website'],
        index + round,
      ),
    })),
  );
}

function attachments(trade: Trade, rivals: readonly Competitor[]): Row[] {
  const word = trade.word.toLowerCase();
  const files: [name: string, type: string, content: Buffer][] = [
    [
      `${word}-price-list.csv`,
      'text/csv',
      Buffer.from(`item,price\n"${trade.word} ${trade.unit}",${rivals[0]?.price}\n`),
    ],
    [`${word}-visit.txt`, 'text/plain', Buffer.from(`${trade.word} visit report\nPrices checked on site.\n`)],
    [`${word}-front.png`, 'image/png', PNG],
    [
      `${word}-brochure.pdf`,
      'application/pdf',
      Buffer.from(`%PDF-1.4\n% ${trade.word} brochure\ntrailer<</Root 1 0 R>>\n%%EOF\n`),
    ],
  ];
  return files.map(([file_name, content_type, content], index) => ({
    id: randomUUID(),
    // Two files at the first rival, whose name exists in every organisation.
    competitor_id: rivals[Math.max(0, index - 1)]?.id,
    file_name,
    content_type,
    size: content.length,
    content: bytes(content),
    created_at: at(20 * DAY + index * HOUR),
  }));
}

function alerts(trade: Trade, rivals: readonly Competitor[]): Row[] {
  return Array.from({ length: 6 }, (_, index) => {
    const rival = rivals[index % 2 ? index : 0];
    return {
      id: randomUUID(),
      sequence: index + 1,
      title: index % 2 ? `${rival?.name} changed its price` : `${trade.word} watch ${index + 1}`,
      message: `${trade.word} radar: ${rival?.name} asks ${rival?.price} ${trade.currency} for a ${trade.unit}`,
      severity: pick(['info', 'warning', 'critical'], index),
      competitor_id: index === 4 ? null : rival?.id,
      created_at: at(30 * DAY + index * HOUR),
      acknowledged_at: index < 2 ? at(31 * DAY) : null,
    };
  });
}

function exports(trade: Trade, rivals: readonly Competitor[], owners: readonly string[]): Row[] {
  return owners.map((owner, index) => {
    const asJson = index === 1;
    const rows = rivals.map(({ name, category, city, price }) => ({ name, category, city, price }));
    const csv = [`name,category,city,price`, ...rows.map((row) => Object.values(row).join(','))].join('\r\n');
    return {
      id: randomUUID(),
      owner_id: owner,
      kind: 'competitors',
      format: asJson ? 'json' : 'csv',
      status: 'ready',
      row_count: rows.length,
      content: bytes(Buffer.from(asJson ? JSON.stringify(rows) : `${csv}\r\n`)),
      created_at: at(35 * DAY + index * HOUR),
    };
  });
}

function audit(trade: Trade, rivals: readonly Competitor[], people: readonly Account[]): Row[] {
  const entry = (index: number, action: string, target: string, outcome = 'allowed'): Row => {
    const actor = pick(people, index);
    return {
      id: randomUUID(),
      at: at(index * HOUR),
      actor_id: actor.userId,
      actor_name: actor.name,
      action,
      target,
      outcome,
    };
  };
  return [
    ...rivals.map((rival, index) => entry(index, 'competitor.create', rival.name)),
    entry(rivals.length, 'settings.update', `${trade.word} settings`),
    entry(rivals.length + 1, 'invitation.create', `${trade.word.toLowerCase()}.newcomer@partner.example`),
  ];
}

/**
 * Everything of one organisation.
 *
 * @param organisation one of those in the seed file
 * @param accounts all accounts; those that belong here become members
 * @throws Error for an organisation without a trade or without an admin and an analyst
 */
export function tenantData(organisation: Organisation, accounts: readonly Account[]): TenantRows {
  const trade = tradeOf(organisation.name);
  if (!trade) throw new Error(`seed: no business data for an organisation called ${organisation.name}`);
  const members = accounts.flatMap((account) =>
    account.memberships
      .filter((membership) => membership.organisationId === organisation.id)
      .map((membership) => ({ account, role: membership.role })),
  );
  const admin = members.find((member) => member.role === 'admin')?.account;
  const analyst = members.find((member) => member.role === 'analyst')?.account;
  if (!admin || !analyst) throw new Error(`seed: ${organisation.name} needs an admin and an analyst`);
  const all = competitors(trade, [admin.userId, analyst.userId]);
  const rivals = all.filter((rival) => rival.deleted_at === null);
  const word = trade.word.toLowerCase();
  return [
    [
      'organisations',
      [
        {
          name: organisation.name,
          display_name: organisation.displayName,
          status: 'active',
          created_at: at(0),
        },
      ],
    ],
    [
      'memberships',
      members.map(({ account, role }) => ({
        user_id: account.userId,
        role: role ?? null,
        status: account.blocked ? 'disabled' : 'active',
        idp_lock: account.blocked ? 'blocked' : null,
        created_at: at(0),
      })),
    ],
    ['competitors', all],
    ['price_observations', observations(trade, all)],
    ['attachments', attachments(trade, rivals)],
    ['alert_counters', [{ last_sequence: 6 }]],
    ['alerts', alerts(trade, rivals)],
    ['exports', exports(trade, rivals, [admin.userId, admin.userId, analyst.userId])],
    [
      'invitations',
      [
        {
          id: randomUUID(),
          email: `${word}.newcomer@partner.example`,
          role: 'viewer',
          status: 'pending',
          // The one date that must lie ahead, whenever the target is started.
          expires_at: new Date(Date.now() + 7 * DAY).toISOString(),
          created_at: at(36 * DAY),
        },
      ],
    ],
    [
      'settings',
      [
        {
          display_name: `${organisation.displayName} ${trade.word} desk`,
          currency: trade.currency,
          timezone: trade.timezone,
          weekly_report: true,
          support_email: `${word}.desk@${organisation.name}.example`,
        },
      ],
    ],
    [
      'flags',
      [
        { key: 'price-alerts', description: 'Alerts when a price moves', enabled: true },
        { key: 'weekly-digest', description: 'Digest by e-mail every Monday', enabled: false },
        { key: `${word}-forecast`, description: `${trade.word} price forecast`, enabled: false },
      ],
    ],
    ['audit_log', audit(trade, rivals, [admin, analyst])],
  ];
}

/** The platform's own log at the start: that the organisations were made. */
export function platformAudit(organisations: readonly Organisation[], accounts: readonly Account[]): Row[] {
  const actor = accounts.find((account) => account.platformRole === 'super_admin');
  if (!actor) return [];
  return organisations.map((organisation, index) => ({
    id: randomUUID(),
    at: at(index * HOUR),
    actor_id: actor.userId,
    actor_name: actor.name,
    action: 'organisation.create',
    target: organisation.name,
    outcome: 'allowed',
  }));
}
