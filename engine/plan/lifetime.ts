/** What ends a session, and what it keeps to until then: refresh tokens, changes to its person, other tabs and browsers. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { reachOf } from '../policy/reach.ts';
import { parametersOf } from '../policy/references.ts';
import { type Group, type IdentityCell, group, identitiesOf, managedOf, single } from './cells.ts';

export type RefreshCell = IdentityCell & { use: 'rotated' | 'used-twice' | 'at-once' | 'family' };
export type RenewalCell = IdentityCell & { asked: 'id' | 'name'; other: string };
export type LimitCell = IdentityCell & { limit: 'idle' | 'absolute' };

/** An identity whose sessions the checks may end, and whose stored session is not ended by them. */
const spareOf = (policy: Policy): string | undefined =>
  Object.entries(policy.identities).find(([, { purpose }]) => purpose === 'spare')?.[0];

const USES: Readonly<Record<RefreshCell['use'], string>> = {
  rotated: 'a refresh token is renewed with every use',
  'used-twice': 'a refresh token that was used gives nothing',
  'at-once': 'a refresh token that is used several times at once gives tokens once at most',
  family: 'a refresh token that is used again ends all that came of it',
};

/** A refresh token is good once. Nothing is planned where the application has none. */
export function refreshTokens(policy: Policy): Group<RefreshCell>[] {
  const identity = spareOf(policy);
  if (!identity || !policy.session.grants.includes('refresh_token')) return [];
  return group<RefreshCell>(
    {
      title: 'A refresh token is good once',
      gate: 'session',
      rule: 'refresh-token-replay',
      feature: 'tokens',
    },
    (Object.keys(USES) as RefreshCell['use'][]).map((use) => ({
      id: `session/refresh/${use}`,
      title: USES[use],
      identity,
      use,
    })),
  );
}

/** Whoever has a refresh token that is refused is told nothing of it. */
export function refusedRenewals(policy: Policy): Group<IdentityCell>[] {
  const identity = spareOf(policy);
  if (!identity || !policy.session.grants.includes('refresh_token')) return [];
  return group<IdentityCell>(
    {
      title: 'A refresh token is refused in one way, whatever the reason',
      gate: 'disclosure',
      rule: 'error-disclosure',
      feature: 'tokens',
    },
    [
      {
        id: `disclosure/refused-renewal/${identity}`,
        title: `whoever holds a refresh token of ${identity} that is refused does not learn why`,
        identity,
      },
    ],
  );
}

/** A renewal gives no tokens of a tenant that the person does not belong to, though it names one. */
export function renewalsElsewhere(policy: Policy): Group<RenewalCell>[] {
  const identity = spareOf(policy);
  const { tenant, also = [] } = policy.identities[identity ?? ''] ?? {};
  const other = Object.keys(policy.tenants).find((name) => name !== tenant && !also.includes(name));
  if (!identity || !tenant || !other || !policy.session.grants.includes('refresh_token')) return [];
  const ways = { id: 'by its id', name: 'by its name' } as const;
  return group<RenewalCell>(
    {
      title: 'Nobody comes to an organization by naming it at a renewal',
      gate: 'session',
      rule: 'sign-in-elsewhere',
      feature: 'tokens',
    },
    (Object.keys(ways) as (keyof typeof ways)[]).map((asked) => ({
      id: `session/refresh-elsewhere/${other}/${asked}`,
      title: `a refresh token of ${identity} gives no token of ${other}, named ${ways[asked]}`,
      identity,
      asked,
      other,
    })),
  );
}

/** A refresh token ends by itself: unused, and in the end however much it is used. */
export function refreshLimits(policy: Policy): Group<LimitCell>[] {
  const identity = spareOf(policy);
  if (!identity || !policy.session.grants.includes('refresh_token')) return [];
  const cell = (limit: LimitCell['limit'], title: string) => ({
    id: `session/refresh-limit/${limit}`,
    title,
    identity,
    limit,
  });
  return group<LimitCell>(
    {
      title: 'A refresh token ends by itself',
      gate: 'session',
      rule: 'session-without-end',
      feature: 'tokens',
    },
    [
      cell('idle', 'a refresh token that nobody uses ends when the policy states'),
      cell(
        'absolute',
        'a refresh token and its successors end when the policy states, however much they are used',
      ),
    ],
  );
}

/** A change to a person who is signed in. */
export interface ChangeOfPersonCell extends Cell {
  actor: string;
  tenant: string;
  /** What shows whether the session still has what was taken: an operation that it alone allows. */
  operation: string;
  change:
    'disabled' | 'membership-removed' | 'membership-removed-listening' | 'role-lowered' | 'role-renewed';
  /** Of a lowered role: the one of now, and the one that was given for a while. */
  role?: string;
  raised?: string;
}

type Named = [name: string, operation: OperationPolicy];

/** Reads that need no id, of what a tenant or a person has. */
export function plainReads(policy: Policy): Named[] {
  return Object.entries(policy.operations).filter(
    ([, { method, scope, path, stream }]) =>
      method === 'GET' &&
      !stream &&
      (scope === 'tenant' || scope === 'own') &&
      parametersOf(path).length === 0,
  );
}

/** The least role that may do something that this one may not, and what that is. */
function raiseOf(policy: Policy, role: string): { raised: string; operation: string } | undefined {
  const options = plainReads(policy)
    .filter(([, { roles }]) => !roles.includes(role))
    .flatMap(([operation, { roles }]) =>
      roles
        .filter((raised) => policy.roles[raised]?.scope === 'tenant')
        .map((raised) => ({ raised, operation })),
    );
  return options.sort((a, b) => reachOf(policy, a.raised) - reachOf(policy, b.raised))[0];
}

function managedChanges(policy: Policy): Group<ChangeOfPersonCell>[] {
  const { name: actor, tenant = '', role = '' } = managedOf(policy) ?? {};
  const read = plainReads(policy).find(([, { scope, roles }]) => scope === 'tenant' && roles.includes(role));
  if (!policy.people || !actor || !read) return [];
  const raise = raiseOf(policy, role);
  const at = (change: string): string => `session/change/${change}/${actor}`;
  return group<ChangeOfPersonCell>(
    {
      title: `What is taken from ${actor} is gone from its open session`,
      gate: 'session',
      rule: 'change-not-seen',
      feature: 'changes to a person',
    },
    [
      {
        id: at('disabled'),
        title: `once ${actor} is disabled, neither its token nor a renewed one opens anything`,
        change: 'disabled',
        operation: read[0],
        actor,
        tenant,
      },
      ...(raise
        ? ([
            {
              id: at('role-lowered'),
              title: `once ${actor} is no longer ${raise.raised}, the token from before does not do what only that role may`,
              change: 'role-lowered',
              role,
              actor,
              tenant,
              ...raise,
            },
            {
              id: at('role-renewed'),
              title: `once ${actor} is no longer ${raise.raised}, a renewed token has the role of now`,
              change: 'role-renewed',
              role,
              actor,
              tenant,
              ...raise,
            },
          ] as const)
        : []),
    ],
  );
}

/** A role is taken from somebody while the application is open in a browser. */
export interface OpenPagesCell extends Cell {
  actor: string;
  tenant: string;
  /** The role of now, and the one that was given for a while. */
  role: string;
  raised: string;
  /** What that one alone may open. */
  pages: string[];
}

/** Pages without an id, those of the navigation first: the rest may ask the API for nothing, and hear of nothing. */
function pagesOf(policy: Policy, role: string): string[] {
  return Object.entries(policy.pages)
    .filter(([, { path, roles }]) => roles.includes(role) && parametersOf(path).length === 0)
    .sort(([, a], [, b]) => Number(a.navigation === undefined) - Number(b.navigation === undefined))
    .map(([name]) => name);
}

export function openPages(policy: Policy): Group<OpenPagesCell>[] {
  const { name: actor, tenant = '', role = '' } = managedOf(policy) ?? {};
  const least = Object.keys(policy.roles)
    .filter((name) => policy.roles[name]?.scope === 'tenant')
    .map((raised) => ({
      raised,
      pages: pagesOf(policy, raised).filter((page) => !policy.pages[page]?.roles.includes(role)),
    }))
    .filter(({ pages }) => pages.length > 0)
    .sort((a, b) => a.pages.length - b.pages.length)[0];
  if (!policy.people || !actor || !least) return [];
  return group<OpenPagesCell>(
    {
      title: `What is taken from ${actor} is gone from its open application`,
      gate: 'session',
      rule: 'change-not-seen',
      feature: 'changes to a person',
    },
    [
      {
        id: `session/change/open-pages/${actor}`,
        title: `once ${actor} is no longer ${least.raised}, the application that it has open opens no page of that role again`,
        actor,
        tenant,
        role,
        ...least,
      },
    ],
  );
}

/** Somebody who belongs nowhere is invited, and taken out again: so nobody has to be put back. */
function endedMembership(policy: Policy): Group<ChangeOfPersonCell>[] {
  const [actor] = Object.entries(policy.identities).find(([, { purpose }]) => purpose === 'no-tenant') ?? [];
  const [tenant] = Object.keys(policy.tenants);
  const role = invitedRole(policy);
  const mayCall = ([, { roles }]: Named): boolean => role === undefined || roles.includes(role);
  const read = plainReads(policy).find((named) => named[1].scope === 'tenant' && mayCall(named));
  if (!policy.people?.invite || !policy.people.remove || !actor || !tenant || !read) return [];
  return group<ChangeOfPersonCell>(
    {
      title: `A membership of ${tenant} that has ended is gone from an open session`,
      gate: 'session',
      rule: 'change-not-seen',
      feature: 'changes to a person',
    },
    [
      {
        id: `session/change/membership-removed/${actor}`,
        title: `once ${actor} is no member of ${tenant} any more, neither its token nor a renewed one opens anything there`,
        change: 'membership-removed',
        operation: read[0],
        actor,
        tenant,
      },
      ...streamsOf(policy)
        .filter(mayCall)
        .map(([operation]) => ({
          id: `session/change/membership-removed-listening/${operation}/${actor}`,
          title: `once ${actor} is no member of ${tenant} any more, it hears nothing more through ${operation}`,
          change: 'membership-removed-listening' as const,
          operation,
          actor,
          tenant,
        })),
    ],
  );
}

/** Streams that tell of something that can be brought about. */
const streamsOf = (policy: Policy): Named[] =>
  Object.entries(policy.operations).filter(([, { stream, feeds }]) => stream && feeds !== undefined);

/** What is heard through a stream when the token that it was opened with is over. Nothing else may run meanwhile. */
export interface StreamCell extends Cell {
  operation: string;
  actor: string;
  tenant: string;
}

export function expiredStreams(policy: Policy): Group<StreamCell>[] {
  const [tenant] = Object.keys(policy.tenants);
  if (tenant === undefined) return [];
  return group<StreamCell>(
    {
      title: 'A stream ends with its token',
      gate: 'session',
      rule: 'session-without-end',
      feature: 'tokens',
    },
    streamsOf(policy).flatMap(([operation, { roles }]) => {
      const [listener] = identitiesOf(policy, tenant, roles).slice(-1);
      return listener
        ? [
            {
              id: `session/stream-expired/${operation}/${listener.name}`,
              title: `${listener.name} hears nothing through ${operation} once the token is over`,
              operation,
              actor: listener.name,
              tenant,
            },
          ]
        : [];
    }),
  );
}

function invitedRole(policy: Policy): string | undefined {
  const body = policy.operations[policy.people?.invite?.operation ?? '']?.body ?? {};
  const role = body[policy.people?.role ?? ''];
  return typeof role === 'string' ? role : undefined;
}

/** A person is disabled, loses a role or a membership while signed in. Nothing else may run meanwhile. */
export function changesOfPerson(policy: Policy): Group<ChangeOfPersonCell>[] {
  return [...managedChanges(policy), ...endedMembership(policy)];
}

/** One person in two tabs of one browser and in another browser, logs out in one tab. */
export function logoutElsewhere(policy: Policy) {
  return {
    otherTab: single(
      'session',
      'data-after-logout',
      'logout',
      'logout/other-tab',
      'After a logout in one tab, the other tab shows nothing',
    ),
    otherTabTokens: policy.session.grants.includes('refresh_token')
      ? single(
          'session',
          'session-survives-logout',
          'logout',
          'logout/other-tab-tokens',
          'After a logout in one tab, the tokens of the other tab are good for nothing',
        )
      : [],
    otherBrowser: single(
      'session',
      'logout-reach',
      'logout',
      'logout/other-browser',
      policy.session.logoutEnds === 'session'
        ? 'A logout leaves the session of the same person in another browser alone'
        : 'A logout ends the session of the same person in another browser',
    ),
    otherBrowserRenewal: policy.session.grants.includes('refresh_token')
      ? single(
          'session',
          'logout-reach',
          'logout',
          'logout/other-browser-renewal',
          policy.session.logoutEnds === 'session'
            ? 'After a logout, the session of the same person in another browser can still be renewed'
            : 'After a logout, the session of the same person in another browser cannot be renewed',
        )
      : [],
    // Where one logout ends everything of the person, no second one is left to be made.
    laterLogout:
      policy.session.logoutEnds === 'session'
        ? single(
            'session',
            'session-survives-logout',
            'logout',
            'logout/later-logout',
            'A session that was logged out stays so when the same person logs out in another browser',
          )
        : [],
  };
}
