/**
 * The people of the embedded target: who they are, where they belong, and the passwords made for this start.
 *
 * Every start makes its own passwords, so nothing in the repository can sign in anywhere.
 */
import { randomBytes } from 'node:crypto';
import { furtherTrade } from './data-further.ts';

export const ROLES = ['super_admin', 'admin', 'analyst', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export interface Organisation {
  /** Auth0-style id, `org_` and 16 letters or digits; also the tenant id in the database. */
  id: string;
  /** Auth0-style organisation name: lower case, used at the organisation prompt. */
  name: string;
  displayName: string;
}

export interface Membership {
  organisationId: string;
  /** Absent for a member to whom no role was given. */
  role?: Exclude<Role, 'super_admin'>;
}

export interface Account {
  /** Stable handle; the environment variables are `USER_<HANDLE IN CAPITALS>_EMAIL` and so on. */
  handle: string;
  /** Auth0-style subject. */
  userId: string;
  email: string;
  name: string;
  password: string;
  memberships: Membership[];
  /** `super_admin` for the platform's own people, who belong to no organisation. */
  platformRole?: 'super_admin';
  /** Blocked at the identity provider and disabled in the application. */
  blocked?: boolean;
  /** Base32 secret of the time-based one-time code (RFC 6238, SHA-1, 6 digits, 30 s). */
  totpSecret?: string;
}

export const ORGANISATIONS: readonly Organisation[] = [
  { id: 'org_Hq7LwK2mVb9TzR4c', name: 'hotel', displayName: 'Harbour Hotels' },
  { id: 'org_Cn3XyP8sJd5WfG1k', name: 'cinema', displayName: 'Lumen Cinemas' },
  { id: 'org_Gm6BtN4vRq2ZhS7j', name: 'gym', displayName: 'Forge Gyms' },
  { id: 'org_Rt9DkF1xMc8YpL3w', name: 'retail', displayName: 'Corner Retail' },
];

/** The first so many organisations: of the four, and beyond them of those that are made alike. */
export function organisationsFor(count: number = ORGANISATIONS.length): readonly Organisation[] {
  const further = Array.from({ length: Math.max(count - ORGANISATIONS.length, 0) }, (_, index) => {
    const number = String(index + ORGANISATIONS.length + 1).padStart(2, '0');
    const name = `tenant${number}`;
    return {
      id: `org_Further${number}${'x'.repeat(7)}`,
      name,
      displayName: `${furtherTrade(name).word} Group`,
    };
  });
  return [...ORGANISATIONS.slice(0, count), ...further];
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PASSWORD_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

function draw(alphabet: string, length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

/** 25 characters of all four classes, from the system's random source. */
export function newPassword(): string {
  return `${draw(PASSWORD_ALPHABET, 20)}-${draw('23456789', 2)}x!`;
}

interface Person {
  handle: string;
  name: string;
  memberships: [organisation: string, role?: 'admin' | 'analyst' | 'viewer'][];
  platformRole?: 'super_admin';
  blocked?: boolean;
  totp?: boolean;
}

const PEOPLE: readonly Person[] = [
  { handle: 'platform-super-admin', name: 'Petra Platform', memberships: [], platformRole: 'super_admin' },
  { handle: 'hotel-admin', name: 'Hana Harbour', memberships: [['hotel', 'admin']] },
  { handle: 'hotel-analyst', name: 'Henry Hale', memberships: [['hotel', 'analyst']] },
  { handle: 'hotel-viewer', name: 'Hedda Holm', memberships: [['hotel', 'viewer']] },
  { handle: 'cinema-admin', name: 'Carla Lumen', memberships: [['cinema', 'admin']] },
  { handle: 'cinema-analyst', name: 'Cyril Crane', memberships: [['cinema', 'analyst']] },
  { handle: 'cinema-viewer', name: 'Cora Clay', memberships: [['cinema', 'viewer']] },
  { handle: 'gym-admin', name: 'Greta Forge', memberships: [['gym', 'admin']] },
  { handle: 'gym-analyst', name: 'Gus Garner', memberships: [['gym', 'analyst']] },
  { handle: 'gym-viewer', name: 'Gwen Grove', memberships: [['gym', 'viewer']] },
  { handle: 'retail-admin', name: 'Rosa Corner', memberships: [['retail', 'admin']] },
  { handle: 'retail-analyst', name: 'Rolf Reed', memberships: [['retail', 'analyst']] },
  { handle: 'retail-viewer', name: 'Rita Rowe', memberships: [['retail', 'viewer']] },
  {
    handle: 'hotel-multi',
    name: 'Mina Manifold',
    memberships: [
      ['hotel', 'analyst'],
      ['cinema', 'viewer'],
    ],
  },
  { handle: 'hotel-disabled', name: 'Dora Dormant', memberships: [['hotel', 'viewer']], blocked: true },
  { handle: 'hotel-norole', name: 'Nora Norole', memberships: [['hotel']] },
  { handle: 'none-notenant', name: 'Niko Nowhere', memberships: [] },
  { handle: 'gym-mfa', name: 'Marta Multifactor', memberships: [['gym', 'analyst']], totp: true },
  { handle: 'hotel-spare1', name: 'Sam Spare', memberships: [['hotel', 'analyst']] },
  { handle: 'hotel-spare2', name: 'Sia Spare', memberships: [['hotel', 'viewer']] },
  { handle: 'cinema-spare1', name: 'Sol Spare', memberships: [['cinema', 'analyst']] },
  { handle: 'cinema-spare2', name: 'Suri Spare', memberships: [['cinema', 'viewer']] },
  { handle: 'hotel-managed', name: 'Milo Managed', memberships: [['hotel', 'viewer']] },
  { handle: 'cinema-managed', name: 'Mara Managed', memberships: [['cinema', 'viewer']] },
  { handle: 'gym-managed', name: 'Mats Managed', memberships: [['gym', 'viewer']] },
  { handle: 'retail-managed', name: 'Mona Managed', memberships: [['retail', 'viewer']] },
];

/** The people of an organisation beyond the four: one for each role, and one to be managed. */
function peopleOf({ name }: Organisation): Person[] {
  const { word } = furtherTrade(name);
  return [
    { handle: `${name}-admin`, name: `Ada ${word}`, memberships: [[name, 'admin']] },
    { handle: `${name}-analyst`, name: `Ben ${word}`, memberships: [[name, 'analyst']] },
    { handle: `${name}-viewer`, name: `Cleo ${word}`, memberships: [[name, 'viewer']] },
    { handle: `${name}-managed`, name: `Dina ${word}`, memberships: [[name, 'viewer']] },
  ];
}

/**
 * The accounts with fresh passwords.
 *
 * @param organisations whose people are wanted, besides those who belong nowhere
 */
export function makeAccounts(organisations: readonly Organisation[] = ORGANISATIONS): Account[] {
  const byName = new Map(organisations.map((organisation) => [organisation.name, organisation]));
  const people = [
    ...PEOPLE.filter(({ memberships }) => memberships.every(([name]) => byName.has(name))),
    ...organisations.slice(ORGANISATIONS.length).flatMap(peopleOf),
  ];
  return people.map((person, index) => ({
    handle: person.handle,
    userId: `auth0|${(0x65f0a1b2c3 + index * 7919).toString(16).padStart(16, '0')}${index.toString(16).padStart(8, '0')}`,
    email: `${person.name.toLowerCase().replace(' ', '.')}@${person.memberships[0]?.[0] ?? 'marketedge'}.example`,
    name: person.name,
    password: newPassword(),
    memberships: person.memberships.map(([organisation, role]) => {
      const found = byName.get(organisation);
      if (!found) throw new Error(`seed: no organisation called ${organisation}`);
      return { organisationId: found.id, ...(role ? { role } : {}) };
    }),
    ...(person.platformRole ? { platformRole: person.platformRole } : {}),
    ...(person.blocked ? { blocked: true } : {}),
    ...(person.totp ? { totpSecret: draw(BASE32, 32) } : {}),
  }));
}
