/** What a stranger learns of accounts at the identity provider: nothing, by whatever page, and however long it takes. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Draft, type Group, group } from './cells.ts';

export const ENUMERATION_PAGES = ['login', 'reset', 'hint'] as const;
export type EnumerationPage = (typeof ENUMERATION_PAGES)[number];
export const ACCOUNT_KINDS = ['known', 'other-tenant', 'disabled', 'mfa', 'no-role', 'no-tenant'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

export interface EnumerationCell extends Cell {
  page: EnumerationPage;
  kind: AccountKind;
  identity: string;
  /** How its address is typed; as it is registered, where nothing is said. */
  typed?: Typed;
}

/** A known address may be shown as it is registered: that shows where it is typed in another way. */
const TYPED = { capitals: 'typed in capitals', blanks: 'typed between blanks' } as const;
export type Typed = keyof typeof TYPED;

const SAYS: Readonly<Record<AccountKind, string>> = {
  known: 'an account of the tenant that is signed in to',
  'other-tenant': 'an account of another tenant',
  disabled: 'a disabled account',
  mfa: 'an account with a second factor',
  'no-role': 'an account without a role',
  'no-tenant': 'an account without a tenant',
};

const PAGES: Readonly<Record<EnumerationPage, string>> = {
  login: 'a wrong password',
  reset: 'a request for a new password',
  // Whoever makes the link chooses the address: the page may show it, and must not act on whose it is.
  hint: 'a link to the login',
};

/** The tenant that the stranger signs in to. */
export const tenantOfDoor = (policy: Policy): string | undefined => Object.keys(policy.tenants)[0];

/** Whose account is sent wrong passwords, whoever there is: rather those that no other check signs in. */
const EXPENDABLE = ['managed', 'spare', 'sign-in', 'matrix'] as const;

/** One identity of each kind, as far as the policy has it. */
export function accountsByKind(policy: Policy): Partial<Record<AccountKind, string>> {
  const door = tenantOfDoor(policy);
  const all = Object.entries(policy.identities);
  const find = (fits: (identity: Policy['identities'][string]) => boolean): string | undefined =>
    all.find(([, identity]) => fits(identity))?.[0];
  const plain = (at: (tenant: string) => boolean): string | undefined =>
    EXPENDABLE.flatMap(
      (wanted) =>
        find(
          ({ tenant, expect, purpose, secondFactor }) =>
            purpose === wanted &&
            expect === 'signed-in' &&
            secondFactor !== true &&
            tenant !== undefined &&
            at(tenant),
        ) ?? [],
    )[0];
  const found: Record<AccountKind, string | undefined> = {
    known: plain((tenant) => tenant === door),
    'other-tenant': plain((tenant) => tenant !== door),
    disabled: find(({ expect }) => expect === 'refused'),
    mfa: find(({ secondFactor }) => secondFactor === true),
    'no-role': find(({ purpose }) => purpose === 'no-role'),
    'no-tenant': find(({ purpose }) => purpose === 'no-tenant'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, name]) => name !== undefined));
}

function typedOtherwise(policy: Policy, page: EnumerationPage): Draft<EnumerationCell>[] {
  const { known } = accountsByKind(policy);
  if (known === undefined) return [];
  return (Object.keys(TYPED) as Typed[]).map((typed) => ({
    id: `session/enumeration/${page}/typed/${typed}`,
    title: `${PAGES[page]} for ${SAYS.known}, ${TYPED[typed]}, is answered as for nobody's`,
    page,
    kind: 'known',
    identity: known,
    typed,
  }));
}

export function enumeration(policy: Policy): Group<EnumerationCell>[] {
  const accounts = Object.entries(accountsByKind(policy)) as [AccountKind, string][];
  return ENUMERATION_PAGES.flatMap((page) =>
    group<EnumerationCell>(
      {
        title: `A stranger learns of no account by ${PAGES[page]}`,
        gate: 'session',
        rule: 'login-enumeration',
        feature: page === 'reset' ? 'password reset' : 'sign-in',
      },
      [
        ...accounts.map(([kind, identity]) => ({
          id: `session/enumeration/${page}/${kind}`,
          title: `${PAGES[page]} for ${SAYS[kind]} is answered as for nobody's`,
          page,
          kind,
          identity,
        })),
        ...typedOtherwise(policy, page),
      ],
    ),
  );
}

/** The same by the time that it takes; runs alone. */
export function enumerationByTime(policy: Policy): Group[] {
  return tenantOfDoor(policy) === undefined
    ? []
    : group<Cell>(
        {
          title: 'A wrong password takes as long for a known account as for nobody',
          gate: 'session',
          rule: 'login-enumeration',
          feature: 'sign-in',
        },
        [
          {
            id: 'session/enumeration/time',
            title: 'a stranger cannot tell by the time whether an account exists',
          },
        ],
      );
}
