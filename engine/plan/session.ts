/** The fixed checks of the session gate. */
import type { Policy } from '../../policy/types.ts';
import { CLAIM_FAULTS } from '../probe/forge.ts';
import { MISPLACEMENTS } from '../probe/presentations.ts';
import type { Cell } from '../model.ts';
import {
  type Draft,
  type Group,
  type IdentityCell,
  type OperationCell,
  firstOfEachRole,
  group,
  matrixIdentities,
  single,
} from './cells.ts';

export type TokenCell = OperationCell & { fault: TokenFault };
/** After a logout: who one is, or every operation. */
export type LogoutApiCell = Cell & {
  asked: 'own' | 'everything';
  /** Whom it is tried with; the first spare identity where nothing is said. */
  identity?: string;
};

/** After a logout that the API was told of with one token: another token of the same session. */
export type WholeSessionCell = IdentityCell & {
  token: 'of-before' | 'renewed';
  /** The tenant that the token of the logout is for, where it is another than that of the other one. */
  other?: string;
};

/** What anybody can make of a good token, what the identity provider gives for another purpose, and misuse of a good one. */
export const TOKEN_FAULTS = [
  'expired',
  'tampered-payload',
  'tampered-signature',
  'unsigned',
  'public-key-as-secret',
  'unknown-key',
  'path-like-kid',
  'embedded-key',
  'key-by-address',
  'no-token',
  ...CLAIM_FAULTS,
  'foreign-audience',
  'other-client',
  'id-token',
  'refresh-token',
  ...MISPLACEMENTS,
] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** Each identity signs in with the result that the policy states for it. */
export function signIns(policy: Policy): Group<IdentityCell>[] {
  return Object.entries(policy.identities).flatMap(([name, identity]) =>
    group<IdentityCell>(
      {
        title: `${name} signs in: ${identity.expect}`,
        gate: 'session',
        rule: 'sign-in-result',
        // Whoever belongs to several tenants is shown them on the way.
        ...(identity.also.length > 0 ? { also: ['authenticated-response-cacheable'] } : {}),
        feature: 'sign-in',
      },
      [
        {
          id: `session/sign-in/${name}`,
          title: `the sign-in of ${name} ends as the policy states: ${identity.expect}`,
          identity: name,
        },
      ],
    ),
  );
}

export type PasswordCell = IdentityCell & { typed: keyof typeof ALMOST };

const ALMOST = { cut: 'without its last character', 'other-case': 'in the other case' } as const;

/** A password is looked at exactly as it was typed. It is tried with somebody whose account others need least. */
export function passwords(policy: Policy): Group<PasswordCell>[] {
  const [identity] =
    Object.entries(policy.identities)
      .filter(
        ([, { purpose, tenant, expect, secondFactor }]) =>
          purpose === 'spare' && tenant !== undefined && expect === 'signed-in' && secondFactor !== true,
      )
      .at(-1) ?? [];
  if (identity === undefined) return [];
  return group<PasswordCell>(
    {
      title: 'A password that is almost right is wrong',
      gate: 'session',
      rule: 'sign-in-result',
      feature: 'sign-in',
    },
    (Object.keys(ALMOST) as (keyof typeof ALMOST)[]).map((typed) => ({
      id: `session/password/${typed}`,
      title: `the password of ${identity}, ${ALMOST[typed]}, lets nobody in`,
      identity,
      typed,
    })),
  );
}

export type InvitationCell = Cell & { tenant: string };

/** The link of an invitation is a credential; who has followed it in a browser has no more use for it there. */
export function acceptedInvitation(policy: Policy): Group<InvitationCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (tenant === undefined || !policy.people?.invite) return [];
  return group<InvitationCell>(
    {
      title: `An invitation to ${tenant} leaves the browser when it is accepted`,
      gate: 'session',
      rule: 'token-exposed',
      also: ['data-in-browser-storage'],
      feature: 'invitations',
    },
    [
      {
        id: `session/invitation/${tenant}`,
        title: `no address, history entry or storage holds an invitation to ${tenant} that was accepted`,
        tenant,
      },
    ],
  );
}

/** Whoever opens the link of an invitation is asked: a link may come from anywhere, and be followed by whoever is signed in. */
export function openedInvitation(policy: Policy): Group<InvitationCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (tenant === undefined || !policy.people?.invite) return [];
  return group<InvitationCell>(
    {
      title: `Nobody joins ${tenant} by opening the link of an invitation`,
      gate: 'isolation',
      rule: 'invitation-misused',
      feature: 'invitations',
    },
    [
      {
        id: `isolation/invitation/opened/${tenant}`,
        title: `whoever opens the link of an invitation to ${tenant} is no member before accepting it`,
        tenant,
      },
    ],
  );
}

/** A token with a fault opens nothing; tried on the first own and the first listing operation. */
export function tokens(policy: Policy): Group<TokenCell>[] {
  return TOKEN_FAULTS.filter(
    (fault) =>
      fault !== 'expired' && (fault !== 'refresh-token' || policy.session.grants.includes('refresh_token')),
  ).flatMap((fault) => faultyToken(policy, fault));
}

/** As {@link tokens}; apart from them, because it waits. */
export const expiredTokens = (policy: Policy): Group<TokenCell>[] => faultyToken(policy, 'expired');

function faultyToken(policy: Policy, fault: TokenFault): Group<TokenCell>[] {
  const reads = Object.entries(policy.operations).filter(
    ([, operation]) => operation.method === 'GET' && !operation.path.includes('{') && !operation.stream,
  );
  const chosen = [
    reads.find(([, operation]) => operation.scope === 'own'),
    reads.find(([, operation]) => operation.scope === 'tenant'),
  ];
  return group<TokenCell>(
    {
      title: `The API refuses a token with this fault: ${fault}`,
      gate: 'session',
      rule: 'token-accepted',
      also: ['error-disclosure', ...(fault === 'key-by-address' ? (['token-key-fetched'] as const) : [])],
      feature: 'tokens',
    },
    chosen.flatMap((entry) => {
      const actor =
        entry &&
        matrixIdentities(policy).find(
          ({ role }) => entry[1].roles.includes(role) && policy.roles[role]?.scope === 'tenant',
        );
      return entry && actor
        ? [
            {
              id: `session/token/${fault}/${entry[0]}`,
              title: `${entry[0]} refuses a token with this fault: ${fault}`,
              operation: entry[0],
              actor: actor.name,
              fault,
            },
          ]
        : [];
    }),
  );
}

/** Somebody of the platform is admitted in another way. One whose stored session others use is only logged out of a new one. */
function logoutOfPlatform(policy: Policy): Draft<LogoutApiCell>[] {
  const people = Object.entries(policy.identities).filter(
    ([, { role, expect }]) => expect === 'signed-in' && policy.roles[role ?? '']?.scope === 'platform',
  );
  const spare = people.find(([, { purpose }]) => purpose === 'spare');
  const [identity] = spare ?? (policy.session.logoutEnds === 'session' ? people[0] : undefined) ?? [];
  return identity === undefined
    ? []
    : [
        {
          id: 'session/logout/platform',
          title: `after a logout of ${identity}, of the platform, no operation takes the token from before`,
          asked: 'everything',
          identity,
        },
      ];
}

/**
 * Whose session is logged out by one of its tokens: rather somebody of several tenants, with tokens for two of them. Of a stored
 * session that others use no part may be ended.
 */
function manyTokens(policy: Policy): { identity: string; other?: string } | undefined {
  const people = Object.entries(policy.identities).filter(
    ([, { expect, purpose, secondFactor, tenant }]) =>
      tenant !== undefined &&
      expect === 'signed-in' &&
      secondFactor !== true &&
      (purpose === 'spare' || policy.session.logoutEnds === 'session'),
  );
  const [several, { also: [other] = [] } = {}] = people.find(([, { also }]) => also.length > 0) ?? [];
  if (several !== undefined && other !== undefined) return { identity: several, other };
  const [identity] = people.find(([, { purpose }]) => purpose === 'spare') ?? [];
  return identity === undefined ? undefined : { identity };
}

function wholeSession(policy: Policy): Group<WholeSessionCell>[] {
  const whose = manyTokens(policy);
  if (whose === undefined || policy.session.logout === undefined) return [];
  const { identity, other } = whose;
  return group<WholeSessionCell>(
    {
      title: 'A logout at the API ends all of its session',
      gate: 'session',
      rule: 'session-survives-logout',
      feature: 'logout',
    },
    [
      {
        id: `session/logout/of-before/${identity}`,
        title:
          other === undefined
            ? `after a logout of ${identity} the API takes no other token of the same session`
            : `after a logout of ${identity} at ${other} the API takes no token of the same session for another tenant`,
        token: 'of-before',
        ...whose,
      },
      {
        id: `session/logout/renewed/${identity}`,
        title: `after a logout of ${identity} the API takes no token by which the same session is renewed`,
        token: 'renewed',
        ...whose,
      },
    ],
  );
}

export function sessionChecks(policy: Policy) {
  return {
    enumeration: group<Cell>(
      {
        title: 'A wrong password and an unknown user look the same',
        gate: 'session',
        rule: 'login-enumeration',
        also: ['token-exposed'],
        feature: 'sign-in',
      },
      [
        {
          id: 'session/login/unknown-like-wrong',
          title: 'a wrong password and an unknown user look the same, and no page repeats the password',
        },
      ],
    ),
    logoutApi: group<LogoutApiCell>(
      {
        title: 'Logout ends the session at the API',
        gate: 'session',
        rule: 'session-survives-logout',
        feature: 'logout',
      },
      [
        {
          id: 'session/logout/api',
          title: 'after a logout the API no longer says who one is',
          asked: 'own',
        },
        {
          id: 'session/logout/every-operation',
          title: 'after a logout no operation takes the token from before',
          asked: 'everything',
        },
        ...logoutOfPlatform(policy),
      ],
    ),
    wholeSession: wholeSession(policy),
    logoutIdp: single(
      'session',
      'session-survives-logout',
      'logout',
      'logout/identity-provider',
      'Logout ends the session at the identity provider',
    ),
    logoutUnheard: policy.session.logout
      ? single(
          'session',
          'session-survives-logout',
          'logout',
          'logout/unheard',
          'A logout that the API does not hear of ends the session in the browser and at the identity provider all the same',
        )
      : [],
    logoutTurnedAway: group<IdentityCell>(
      {
        title: 'Whoever has no place in the application can log out of it all the same',
        gate: 'session',
        rule: 'session-survives-logout',
        feature: 'logout',
      },
      Object.entries(policy.identities)
        .filter(([, { expect }]) => expect === 'no-access')
        .map(([identity]) => ({
          id: `session/logout-turned-away/${identity}`,
          title: `a logout by ${identity} ends the session at the API and at the identity provider`,
          identity,
        })),
    ),
    logoutBrowser: single(
      'session',
      'data-after-logout',
      'logout',
      'logout/browser',
      'Nothing is on screen after logout, also with the Back button',
    ),
    management: group<IdentityCell>(
      {
        title: 'What lets somebody into the application manages nothing at the identity provider',
        gate: 'session',
        rule: 'token-accepted',
        feature: 'tokens',
      },
      firstOfEachRole(matrixIdentities(policy)).map(({ name }) => ({
        id: `session/management/${name}`,
        title: `the identity provider's own interface refuses the access token of ${name}`,
        identity: name,
      })),
    ),
    grants: policy.session.grants.flatMap((grant) =>
      single(
        'session',
        'grant-type',
        'tokens',
        `grant/${grant}`,
        `The application uses the grant ${grant} on the wire`,
      ),
    ),
    silent: single(
      'session',
      'grant-type',
      'tokens',
      'silent',
      'A stored session is restored by silent authentication, without a login',
    ),
  };
}
