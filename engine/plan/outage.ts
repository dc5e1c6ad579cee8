/** The checks of the database gate from outside, while the database is disturbed. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import { isRepeatable, madeBy } from '../policy/resources.ts';
import type { Cell } from '../model.ts';
import { type Draft, type Group, group, matrixIdentities, stewardOf } from './cells.ts';

export const FAULTS = ['cut', 'refuse', 'slow', 'read-only', 'stall'] as const;
export type FaultName = (typeof FAULTS)[number];

interface Asked {
  operation: string;
  actor: string;
  tenant?: string;
}

/** One thing that is looked at while the database is disturbed, or when it is back. */
export type OutageCell = Cell & { fault: FaultName } & (
    | { part: 'ready' | 'recovery' | 'apart' }
    | ({ part: 'read' | 'write' } & Asked)
    | ({ part: 'logout' } & Asked)
    /** What is made in the background. */
    | ({ part: 'work' } & Asked)
    /** `fresh`: opened by its address; else reached from inside the application. */
    | { part: 'page'; page: string; actor: string; tenant: string; fresh: boolean }
  );

export type HalfDoneCell = Cell & Asked;

const STATES: Record<FaultName, string> = {
  cut: 'is cut off',
  refuse: 'refuses connections',
  slow: 'is slow',
  'read-only': 'takes no writes',
  stall: 'has gone silent',
};

const firstTenant = (policy: Policy): string => Object.keys(policy.tenants)[0] ?? '';

/** The identity that asks for an operation: the steward of the first tenant, or whoever may where it is the platform's. */
function askerOf(policy: Policy, { scope, roles }: OperationPolicy): Omit<Asked, 'operation'> | undefined {
  const tenant = firstTenant(policy);
  if (scope !== 'platform') {
    const steward = stewardOf(policy, tenant);
    const role = policy.identities[steward ?? '']?.role ?? '';
    return steward && roles.includes(role) ? { actor: steward, tenant } : undefined;
  }
  const found = matrixIdentities(policy).find(({ role }) => roles.includes(role));
  return found && { actor: found.name };
}

function asked(policy: Policy, wanted: (operation: OperationPolicy, name: string) => boolean): Asked[] {
  return Object.entries(policy.operations).flatMap(([operation, described]) => {
    const asker = wanted(described, operation) ? askerOf(policy, described) : undefined;
    return asker ? [{ operation, ...asker }] : [];
  });
}

const reads = (policy: Policy): Asked[] =>
  asked(policy, ({ method, scope }) => method === 'GET' && scope !== 'public');

/** Writes that can be made again and again on rows of the run's own. */
export function repeatableWrites(policy: Policy): Asked[] {
  return asked(policy, (_, name) => isRepeatable(policy, name));
}

/** Two pages that show data of the tenant: one is opened afresh, the other reached by the navigation. */
function pagesOf(policy: Policy): { page: string; navigation: string }[] {
  const role = policy.identities[stewardOf(policy, firstTenant(policy)) ?? '']?.role ?? '';
  return Object.entries(policy.pages)
    .flatMap(([page, { shows, navigation, path, roles }]) =>
      shows && navigation && !path.includes('{') && roles.includes(role) ? [{ page, navigation }] : [],
    )
    .slice(0, 2);
}

function pageCells(policy: Policy, fault: FaultName): Draft<OutageCell>[] {
  const tenant = firstTenant(policy);
  const actor = stewardOf(policy, tenant);
  // What waits for its time limit is looked at once.
  const pages = { cut: pagesOf(policy), stall: pagesOf(policy).slice(0, 1) }[fault as 'cut' | 'stall'] ?? [];
  return pages.flatMap(({ page }, index) =>
    actor
      ? [
          {
            id: `database/outage/${fault}/page/${page}`,
            title: `the page ${page} says that something went wrong, and shows no data, while the database ${STATES[fault]}`,
            fault,
            part: 'page' as const,
            page,
            actor,
            tenant,
            fresh: index === 0,
          },
        ]
      : [],
  );
}

/** Somebody whose session may be ended logs out of a database that can be asked who it is, and not be told anything. */
function logoutCells(policy: Policy, fault: FaultName): Draft<OutageCell>[] {
  const { logout } = policy.session;
  // The last: others take the first.
  const [actor, identity] =
    Object.entries(policy.identities).findLast(([, { purpose, tenant }]) => purpose === 'spare' && tenant) ??
    [];
  if (fault !== 'read-only' || logout === undefined || actor === undefined) return [];
  const asked: Asked = { operation: logout, actor, ...(identity?.tenant ? { tenant: identity.tenant } : {}) };
  return [
    {
      id: `database/outage/${fault}/logout`,
      title: `a logout that is answered while the database ${STATES[fault]} holds once it is back`,
      fault,
      part: 'logout' as const,
      ...asked,
    },
  ];
}

/** What is made in the background is under way when connections end, which no request is there to see. */
function workCells(policy: Policy, fault: FaultName): Draft<OutageCell>[] {
  if (fault !== 'cut') return [];
  return repeatableWrites(policy)
    .filter(({ operation }) => policy.resources[madeBy(policy, operation) ?? '']?.settles !== undefined)
    .map((one) => ({
      id: `database/outage/${fault}/work/${one.operation}`,
      title: `what ${one.operation} asks for is made again after a database that ${STATES[fault]} while one was being made`,
      fault,
      part: 'work' as const,
      ...one,
    }));
}

function cellsOf(policy: Policy, fault: FaultName): Draft<OutageCell>[] {
  const state = STATES[fault];
  const at = `database/outage/${fault}`;
  const serves = fault === 'slow' || fault === 'read-only';
  return [
    {
      id: `${at}/ready`,
      title: `readiness follows the database that ${state}, and tells nothing more`,
      fault,
      part: 'ready',
    },
    ...reads(policy).map((one) => ({
      id: `${at}/read/${one.operation}`,
      title: `${one.operation} ${serves ? 'gives the right rows or fails closed' : 'fails closed'} while the database ${state}`,
      fault,
      part: 'read' as const,
      ...one,
    })),
    // A slow write is a write, and leaves a row; one into silence waits as a read does.
    ...(fault === 'slow' || fault === 'stall' ? [] : repeatableWrites(policy)).map((one) => ({
      id: `${at}/write/${one.operation}`,
      title: `${one.operation} fails closed while the database ${state}`,
      fault,
      part: 'write' as const,
      ...one,
    })),
    ...pageCells(policy, fault),
    ...logoutCells(policy, fault),
    ...workCells(policy, fault),
    {
      id: `${at}/apart`,
      title: `tenants are kept apart right after a database that ${state}`,
      fault,
      part: 'apart',
    },
    {
      id: `${at}/recovery`,
      title: `everything works again by itself after a database that ${state}`,
      fault,
      part: 'recovery',
    },
  ];
}

export function outages(policy: Policy): Group<OutageCell>[] {
  return FAULTS.flatMap((fault) =>
    group<OutageCell>(
      {
        title: `While the database ${STATES[fault]}, everything fails closed, and recovers by itself`,
        gate: 'database',
        rule: 'outage-fails-open',
        also: [
          'readiness-endpoint',
          'outage-unbounded',
          'outage-recovery',
          'outage-mixes-tenants',
          'error-disclosure',
        ],
        feature: 'outages',
      },
      cellsOf(policy, fault),
    ),
  );
}

export function halfDoneWrites(policy: Policy): Group<HalfDoneCell>[] {
  return group<HalfDoneCell>(
    {
      title: 'A write in which the database is cut off is done or not done',
      gate: 'database',
      rule: 'write-half-done',
      also: ['outage-unbounded', 'outage-recovery'],
      feature: 'outages',
    },
    repeatableWrites(policy).map((one) => ({
      id: `database/half-done/${one.operation}`,
      title: `${one.operation} is done or not done, wherever the database is cut off in it`,
      ...one,
    })),
  );
}
