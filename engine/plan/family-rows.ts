/** The families of checks, and what each needs of a policy: those of isolation, of access, and of the other gates. */
import type { RuleId } from '../rules.ts';
import { ACCOUNT_KINDS, type AccountKind, ENUMERATION_PAGES } from './enumeration.ts';

/** In short: its last two members are those of a family by the same names. */
export type Row = [id: string, rule: RuleId, needs: string, none?: string, like?: RegExp];

const BY_ID = 'an operation with the id of a tenant’s resource in its path';
const LIST = 'a GET operation of the scope "tenant" without an id in its path';
const PAIR = 'and matrix identities of two tenants that may call it';
const PEOPLE = '"people"';
const MANAGED = '"people" and an identity of a tenant with the purpose "managed"';
const INVITE = '"people.invite" and an identity with the purpose "managed" in every tenant';
export const SPARE = 'an identity of a tenant with the purpose "spare"';
const SHOWN = 'pages with "shows" and "navigation" that every role of a tenant may open';
const STREAM = 'an operation with "stream" and "feeds"';
const LINK = 'an operation with "link"';
const UNIQUE = 'an operation under "make" of a resource with a text of {{unique}} in its body';
const PROFILE = '"client.profile"';
const NOT_MANAGED = 'no way to manage people';
const NOT_SWITCHED = 'no person of several tenants';

export const ISOLATION: Row[] = [
  ['isolation/foreign-read', 'cross-tenant-read', `${BY_ID} that reads, ${PAIR}`],
  [
    'isolation/several-tenants',
    'cross-tenant-read',
    'the "list" of a resource that belongs to a tenant, and an identity with "also" that may call it',
    NOT_SWITCHED,
  ],
  ['isolation/existence', 'existence-oracle', `${BY_ID}, ${PAIR}`],
  ['isolation/lookup/switch', 'existence-oracle', '"client.switch"', 'no switch of tenants'],
  ['isolation/lookup/invitation', 'existence-oracle', '"people.invite"', 'no invitations'],
  ['isolation/own-rows', 'foreign-rows-in-list', `${LIST}, and a matrix identity that may call it`],
  ['isolation/list-walk', 'foreign-rows-in-list', 'the "list" of a resource that belongs to a tenant'],
  [
    'isolation/log',
    'foreign-data-in-log',
    'a resource that belongs to a tenant and "grows"',
    'no log that its people read',
  ],
  [
    'isolation/log-elsewhere',
    'foreign-data-in-log',
    `a resource that belongs to a tenant and "grows", ${INVITE}, and "people.remove"`,
    'no log that its people read, or no invitations',
  ],
  [
    'isolation/list-order',
    'foreign-rows-in-list',
    'a list operation with "listing.sort"',
    'no list that can be sorted',
    /^isolation\/list-walk\/.+\/order\//,
  ],
  [
    'isolation/list-filter',
    'foreign-rows-in-list',
    'a list operation with "listing.filters"',
    'no list that can be filtered',
    /^isolation\/list-walk\/.+\/filter\//,
  ],
  ['isolation/figures', 'foreign-rows-in-list', 'an operation with "figures"', 'no figures'],
  ['isolation/search-own', 'foreign-rows-in-list', 'an operation with "search"', 'no search'],
  ['isolation/search-foreign', 'foreign-rows-in-list', `an operation with "search", ${PAIR}`, 'no search'],
  ['isolation/override', 'tenant-override', `a GET operation of the scope "tenant", ${PAIR}`],
  ['isolation/load', 'foreign-rows-in-list', `a GET operation of the scope "tenant", ${PAIR}`],
  ['isolation/timing', 'existence-oracle', `${BY_ID} that reads, ${PAIR}`],
  ['isolation/foreign-write', 'cross-tenant-write', `${BY_ID} with "writes", ${PAIR}`, 'nothing to change'],
  ['isolation/override-write', 'tenant-override', `an operation with "writes", ${PAIR}`, 'nothing to change'],
  [
    'isolation/other-user',
    'cross-user-access',
    'a resource with "owner: user"',
    'nothing of one person alone',
  ],
  [
    'isolation/relation-in-path',
    'cross-tenant-relation',
    `an operation with two ids in its path, ${PAIR}`,
    'nothing below something else',
    /^isolation\/relation\/[^/]+\/(?!body-)/,
  ],
  [
    'isolation/relation-in-body',
    'cross-tenant-relation',
    `an operation with {{id:…}} in its body, ${PAIR}`,
    'nothing that refers to something else',
    /^isolation\/relation\/[^/]+\/body-/,
  ],
  ['isolation/mass-assignment', 'mass-assignment', 'an operation with "writes" and a "body"', 'no bodies'],
  [
    'isolation/file',
    'foreign-data-received',
    `a resource with a "file" that no "form" is sent for, ${PAIR}`,
    'no files that it writes',
  ],
  [
    'isolation/file-by-body',
    'foreign-data-received',
    '"bodies" of the operation that makes such a resource: the kinds and formats that it has besides',
    'no files that it writes, or files of one kind and format',
  ],
  ['isolation/export', 'formula-in-export', 'a resource with "file.rows"', 'no file of rows'],
  [
    'isolation/served-file',
    'file-served-as-page',
    'a resource with a "file", made by a "form"',
    'no uploads',
  ],
  ['isolation/same-file', 'cross-tenant-read', 'a resource made by a "form", and two tenants', 'no uploads'],
  ['isolation/taken', 'existence-oracle', `${UNIQUE}, ${PAIR}`, 'no names to give'],
  ['isolation/stream-live', 'foreign-event', STREAM, 'no event streams'],
  ['isolation/stream-replay', 'foreign-event', STREAM, 'no event streams'],
  [
    'isolation/stream-elsewhere',
    'foreign-event',
    `${STREAM}, and an identity with "also" that may call it`,
    'no event streams, or no person of several tenants',
  ],
  ...['own', 'changed', 'removed'].map((way): Row => [
    `isolation/signed-link/${way}`,
    'link-misused',
    LINK,
    'no links that are good by themselves',
  ]),
  [
    'isolation/signed-link/logout',
    'link-misused',
    `${LINK}, and "session.logout"`,
    'no such links, or no logout at the API',
  ],
  [
    'isolation/signed-link/expired',
    'link-misused',
    `${LINK} and "link.expires"`,
    'no such links, or none that says when it ends',
  ],
  [
    'isolation/signed-link/told',
    'link-misused',
    `${LINK}, and a GET operation without an id in its path that another role may call`,
    'no such links, or nobody else who reads anything',
  ],
  [
    'isolation/signed-link/disabled',
    'link-misused',
    `${LINK}, and ${MANAGED}`,
    'no such links, or no way to manage people',
  ],
  [
    'isolation/signed-link/lowered',
    'link-misused',
    `${LINK}, ${MANAGED}, and a role of tenants that gets no link`,
    'no such links, no way to manage people, or no role without such links',
  ],
  ['isolation/invitation/wrong-account', 'invitation-misused', INVITE, 'no invitations'],
  ['isolation/invitation/other-address', 'invitation-misused', INVITE, 'no invitations'],
  ['isolation/invitation/again', 'invitation-misused', INVITE, 'no invitations'],
  [
    'isolation/invitation/revoked',
    'invitation-misused',
    `${INVITE}, and the "remove" of what is invited by`,
    'no invitations, or none that can be taken back',
  ],
  [
    'isolation/deep-link',
    'foreign-data-on-page',
    'a page with an id in its path',
    'no page of a single thing',
  ],
  ['isolation/offered', 'foreign-data-on-page', 'an identity with "also" that may sign in', NOT_SWITCHED],
  [
    'isolation/stored-markup',
    'stored-markup',
    `${UNIQUE}, and its "remove"`,
    'no text that anybody stores',
    /^isolation\/stored-markup\/(?!(?:invitation|meanwhile)(?:\/|$))/,
  ],
  [
    'isolation/stored-markup/meanwhile',
    'stored-markup',
    `${STREAM}, and a page that "shows" the rows that it feeds`,
    'no event streams, or no page that hears of rows',
  ],
  ['isolation/stored-markup/invitation', 'stored-markup', '"people.invite"', 'no invitations'],
  [
    'isolation/switch',
    'data-after-switch',
    `"client.switch", an identity with "also", and ${SHOWN}`,
    NOT_SWITCHED,
    /^isolation\/switch-/,
  ],
  [
    'isolation/late-answer',
    'data-after-switch',
    `"client.switch", an identity with "also", and two ${SHOWN}`,
    NOT_SWITCHED,
  ],
  [
    'isolation/two-tabs',
    'data-after-switch',
    `"client.switch", an identity with "also", and ${SHOWN}`,
    NOT_SWITCHED,
  ],
  [
    'isolation/second-login',
    'data-after-switch',
    `identities of two tenants with the purpose "spare", and ${SHOWN}`,
    undefined,
    /^isolation\/second-login-/,
  ],
];

export const ACCESS: Row[] = [
  ['access/allowed', 'operation-missing-for-role', 'an operation, and a matrix identity that may call it'],
  ['access/fields', 'excess-fields', '"hidden" fields of a resource', 'no field that is hidden from a role'],
  [
    'access/order-hidden',
    'hidden-field-searched',
    'a list with "listing.sort", of a resource with "hidden" fields',
    'no list that is sorted, or no field that is hidden from a role',
  ],
  [
    'access/fields-elsewhere',
    'excess-fields',
    '"hidden" fields of a resource, and a read of something else that the role may call',
    'no field that is hidden from a role',
  ],
  [
    'access/search-hidden',
    'hidden-field-searched',
    'an operation with "search" of a resource with "hidden" fields',
    'no search, or no field that is hidden from a role',
  ],
  ['access/denied-role', 'operation-beyond-role', 'a role that is denied something, and a matrix identity'],
  [
    'access/by-body',
    'operation-beyond-role',
    'an operation with "bodies": what else it can be asked for',
    'no operation that can be asked for several things',
  ],
  ['access/no-role', 'operation-beyond-role', 'an identity with the purpose "no-role"'],
  [
    'access/no-tenant',
    'operation-beyond-role',
    'an identity with the purpose "no-tenant"',
    'nobody without a tenant',
  ],
  [
    'access/removed',
    'operation-beyond-role',
    'a resource with "make" and "remove", and an operation with its id that a matrix identity may call',
    'nothing that can be removed',
  ],
  ['access/anonymous', 'operation-anonymous', 'an operation that is not public'],
  ['access/route-variant', 'operation-beyond-role', 'an operation that is not public'],
  [
    'access/role-above',
    'role-above',
    'an operation with a role in its body',
    'no operation that gives a role',
  ],
  [
    'access/role-change',
    'role-mismatch',
    `${MANAGED} and a role, and "claims.roles"`,
    'no operation that gives a role',
  ],
  ['access/stream-disabled', 'disabled-user-served', `${STREAM}, and ${MANAGED}`, 'no event streams'],
  [
    'access/stream-logout',
    'disabled-user-served',
    `${STREAM}, "session.logout", and an identity of a tenant with the purpose "managed"`,
    'no event streams, or no logout at the API',
  ],
  ['access/invitation', 'operation-missing-for-role', INVITE, 'no invitations'],
  ['access/disabled-user', 'disabled-user-served', MANAGED, NOT_MANAGED],
  ['access/page-allowed', 'page-missing-for-role', 'a page that a role may open'],
  [
    'access/page-denied',
    'page-beyond-role',
    'a page that is denied to a role',
    'no page that is for some alone',
  ],
  ['access/page-anonymous', 'page-anonymous', 'a page'],
  [
    'access/tampered-profile',
    'operation-beyond-role',
    PROFILE,
    'no answer that tells the interface the rights',
  ],
  [
    'access/tampered-storage',
    'operation-beyond-role',
    'a page that is denied to the least role',
    'no page that is for some alone',
  ],
  [
    'access/tampered-write-profile',
    'operation-beyond-role',
    `${PROFILE}, and "controls" of pages that are denied to the least role`,
    'no answer that tells the interface the rights',
    /^access\/tampered-write\/.+\/profile\//,
  ],
  [
    'access/tampered-write-lock',
    'operation-beyond-role',
    '"locked" controls of a page',
    'no control that is shown and disabled',
    /^access\/tampered-write\/.+\/lock\//,
  ],
  ['access/role/id-token', 'role-mismatch', '"claims.roles"', 'no role in its tokens'],
  ['access/role/access-token', 'role-mismatch', '"claims.roles"', 'no role in its tokens'],
  ['access/role/profile', 'role-mismatch', '"client.profile.role"', 'no profile that tells the role'],
  ['access/role/people', 'role-mismatch', PEOPLE, NOT_MANAGED],
  [
    'access/role/database',
    'role-mismatch',
    '"database.people"',
    'no roles in its database, or none to be read',
  ],
  [
    'access/role-elsewhere',
    'role-mismatch',
    '"claims.roles", "people", and an identity with "also"',
    'no person of several tenants',
  ],
  ['access/role/interface', 'role-mismatch', 'an identity that may sign in'],
  [
    'access/role-names/description',
    'role-mismatch',
    '"documents.openapi" and "people"',
    'no description of the API that lists roles',
  ],
  [
    'access/role-names/database',
    'role-mismatch',
    '"database.people"',
    'no roles in its database, or none to be read',
  ],
  ['access/role-names/interface', 'role-mismatch', PEOPLE, 'no form that gives a role'],
  ['access/odd-role/interface', 'role-fails-open', '"client.profile.role"', 'no profile that tells the role'],
];

const KIND_OF_ACCOUNT: Readonly<Record<AccountKind, string>> = {
  known: 'of the first tenant that may sign in',
  'other-tenant': 'of another tenant than the first that may sign in',
  disabled: 'with "expect: refused"',
  mfa: 'with "secondFactor"',
  'no-role': 'with the purpose "no-role"',
  'no-tenant': 'with the purpose "no-tenant"',
};

export const OTHERS: Row[] = [
  ['session/odd-role', 'role-fails-open', '"claims.roles", and a matrix identity of a tenant'],
  ['session/odd-role/platform-in-tenant', 'role-fails-open', 'a role with "scope: platform"'],
  ['session/odd-role/with-tenant', 'role-fails-open', 'a matrix identity of a role with "scope: platform"'],
  ...ENUMERATION_PAGES.flatMap((page) =>
    ACCOUNT_KINDS.map((kind): Row => [
      `session/enumeration/${page}/${kind}`,
      'login-enumeration',
      `an identity ${KIND_OF_ACCOUNT[kind]}`,
    ]),
  ),
  ['session/enumeration/time', 'login-enumeration', 'a tenant'],
  [
    'session/token',
    'token-accepted',
    'a GET operation without an id in its path, and somebody of a tenant who may call it',
  ],
  ['session/management', 'token-accepted', 'a matrix identity'],
  [
    'session/organization',
    'sign-in-elsewhere',
    'a matrix identity of a tenant, and a tenant that is not its own',
  ],
  [
    'session/second-factor',
    'second-factor-skipped',
    'an identity with "secondFactor"',
    'nobody who has a second factor',
  ],
  ['session/logout/unheard', 'session-survives-logout', '"session.logout"', 'no logout at the API'],
  ['session/logout-turned-away', 'session-survives-logout', 'an identity with "expect: no-access"'],
  ['session/elsewhere', 'sign-in-elsewhere', `${SPARE}, and a tenant that is not its own`],
  ['session/return-path', 'open-redirect', '"client.returnTo", the link that begins a login'],
  ['session/invitation', 'token-exposed', '"people.invite"', 'no invitations'],
  ['session/address-markup', 'reflected-markup', 'a matrix identity that may open a page'],
  ['session/browser-storage', 'data-in-browser-storage', 'a matrix identity of the first tenant'],
  ['session/service-worker', 'data-in-browser-storage', 'a matrix identity of the first tenant'],
  [
    'session/shown-once',
    'data-in-browser-storage',
    '"people.invite", and a page with its "operation" among its "controls"',
    'no form that invites, or no link that it gives',
  ],
  [
    'session/downloaded-file',
    'data-in-browser-storage',
    'a resource with "file", and a matrix identity of the first tenant',
    'no files that people download',
  ],
  ['session/typed-entries', 'data-in-browser-storage', 'a matrix identity of the first tenant'],
  ['session/back-forward-cache', 'data-after-logout', `${SPARE}, and ${SHOWN}`],
  ['session/change/disabled', 'change-not-seen', `${MANAGED}, and ${LIST} that it may call`],
  [
    'session/change/role-lowered',
    'change-not-seen',
    `${MANAGED}, and ${LIST} that only a higher role may call`,
  ],
  [
    'session/change/role-renewed',
    'change-not-seen',
    `${MANAGED}, and ${LIST} that only a higher role may call`,
  ],
  [
    'session/change/open-pages',
    'change-not-seen',
    `${MANAGED}, and a page without an id in its path that only a higher role may open`,
  ],
  [
    'session/change/membership-removed',
    'change-not-seen',
    `"people.invite", "people.remove", an identity with the purpose "no-tenant", and ${LIST}`,
  ],
  [
    'session/change/membership-removed-listening',
    'change-not-seen',
    `"people.invite", "people.remove", an identity with the purpose "no-tenant", and ${STREAM}`,
  ],
  ['session/stream-expired', 'session-without-end', `${STREAM}, and a matrix identity that may call it`],
  [
    'session/logout/platform',
    'session-survives-logout',
    'an identity of a role with "scope: platform", with the purpose "spare" where a logout ends all sessions of its person',
  ],
  [
    'session/password',
    'sign-in-result',
    '"enumeration", and an identity of a tenant with the purpose "spare"',
  ],
  ['disclosure/malformed', 'error-contract', 'an operation with a body or an id, and a matrix identity'],
  ['disclosure/fragment', 'input-evaluated', 'an operation with a text, a search or an id'],
  ['disclosure/host', 'host-trusted', 'an operation that reads, and a matrix identity'],
  ['disclosure/alike', 'error-inconsistent', 'operations that are not public'],
  ['disclosure/stale-version', 'error-disclosure', 'an operation with "versioned", and a matrix identity'],
  [
    'disclosure/brought-back',
    'server-error',
    'a change of what was made and then removed ("make" with several operations, the first with "{{unique}}")',
    'nothing that was removed can be brought back',
  ],
  ['disclosure/conflict', 'error-disclosure', `${UNIQUE}, and a matrix identity that may call it`],
  [
    'disclosure/message-of-form',
    'message-unhelpful',
    `a page with "controls", one of which is ${UNIQUE}`,
    undefined,
    /^disclosure\/message\/[^/]+\/(?:entries|invalid|conflict)$/,
  ],
  ['database/table', 'rls-bypass', '"database.tables"'],
  ...['cut', 'refuse', 'slow', 'read-only', 'stall'].map((fault): Row => [
    `database/outage/${fault}/read`,
    'outage-fails-open',
    'a GET operation that the steward of the first tenant may call',
  ]),
  ...['cut', 'refuse', 'read-only'].map((fault): Row => [
    `database/outage/${fault}/write`,
    'outage-fails-open',
    'resources with "make" and "remove"',
  ]),
  ['database/outage/read-only/logout', 'outage-fails-open', `"session.logout", and ${SPARE} of a tenant`],
  [
    'database/outage/cut/work',
    'outage-fails-open',
    'a resource with "settles", "make" and "remove"',
    'nothing that is made in the background',
  ],
  ...['cut', 'stall'].map((fault): Row => [
    `database/outage/${fault}/page`,
    'outage-fails-open',
    'pages with "shows" and "navigation"',
  ]),
  ['database/half-done', 'write-half-done', 'resources with "make" and "remove"'],
  ['infrastructure/slot', 'run-incomplete', 'a resource that belongs to a tenant'],
  ['infrastructure/openapi', 'undescribed-request', '"documents.openapi"'],
];
