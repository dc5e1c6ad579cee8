/** The access gate against a person who bends the interface: it may believe anything, the API must not. */
import type { Policy } from '../../policy/types.ts';
import { reachOf } from '../policy/reach.ts';
import { parametersOf } from '../policy/references.ts';
import { representatives } from './pages.ts';
import { type Group, type PageCell, group, matrixIdentities } from './cells.ts';

/** How the interface is made to offer what the role may not have. */
export type Tampering = 'profile' | 'storage' | 'lock';

export interface TamperedCell extends PageCell {
  tampering: Tampering;
  /** The identity whose rights the interface is made to believe in, and that may do what the actor may not. */
  pretends: string;
}

export interface TamperedWriteCell extends TamperedCell {
  operation: string;
}

interface Actor {
  name: string;
  role: string;
  tenant?: string;
}

/** The representative of the tenants' role that may call the fewest operations. */
function lowest(policy: Policy): Actor | undefined {
  return representatives(policy)
    .filter(({ role }) => policy.roles[role]?.scope === 'tenant')
    .sort((a, b) => reachOf(policy, a.role) - reachOf(policy, b.role))[0];
}

/** Who may do it: somebody of the actor's tenant, or else somebody of the platform. */
function whoMay(policy: Policy, actor: Actor, may: (role: string) => boolean): string | undefined {
  const able = matrixIdentities(policy).filter(({ role }) => may(role));
  return (
    able.find(({ tenant }) => tenant === actor.tenant) ??
    able.find(({ role }) => policy.roles[role]?.scope === 'platform')
  )?.name;
}

const TAMPERINGS: Readonly<Record<Tampering, string>> = {
  profile: 'whose profile answer is rewritten to a higher role',
  storage: 'who writes a higher role and another tenant into the browser storage',
  lock: 'who takes the lock off a disabled control',
};

/** Pages that are denied to the lowest role give no data to an interface that believes in a higher one. */
export function tamperedPages(policy: Policy): Group<TamperedCell>[] {
  const actor = lowest(policy);
  if (!actor) return [];
  const kinds: Tampering[] = policy.client.profile ? ['profile', 'storage'] : ['storage'];
  return kinds.flatMap((tampering) =>
    group<TamperedCell>(
      {
        title: `${actor.name}, ${TAMPERINGS[tampering]}, gets no data`,
        gate: 'access',
        rule: 'operation-beyond-role',
        feature: 'interface tampered with',
      },
      Object.entries(policy.pages).flatMap(([page, { roles }]) => {
        const pretends = whoMay(policy, actor, (role) => roles.includes(role));
        if (roles.includes(actor.role) || !pretends) return [];
        return [
          {
            id: `access/tampered-${tampering}/${page}/${actor.name}`,
            title: `${actor.name}, ${TAMPERINGS[tampering]}, gets no data of the ${page} page`,
            page,
            actor: actor.name,
            ...(actor.tenant ? { tenant: actor.tenant } : {}),
            tampering,
            pretends,
          },
        ];
      }),
    ),
  );
}

/** Whether a control has nothing to show to a role, because it changes what is there and the API gives that role none of it. */
function isBare(policy: Policy, name: string, role: string): boolean {
  const { method, path, resource } = policy.operations[name] ?? {};
  const list = resource ? policy.resources[resource]?.list : undefined;
  const readers = Object.entries(policy.operations).filter(
    ([reader, operation]) => operation.method === 'GET' && (operation.path === path || reader === list),
  );
  return method !== 'POST' && !readers.some(([, { roles }]) => roles.includes(role));
}

/** A control that an actor is made able to use, on a page that the actor, or the one pretended to be, opens. */
function writeCells(
  policy: Policy,
  tampering: Tampering,
  actor: Actor,
): Omit<TamperedWriteCell, 'gate' | 'rule' | 'feature'>[] {
  return Object.entries(policy.pages).flatMap(([page, { roles, controls, locked, path }]) =>
    (tampering === 'lock' ? locked : controls).flatMap((operation) => {
      // What is there of one thing others change meanwhile; that its operation is refused, the API is asked itself.
      if (parametersOf(path).length > 0) return [];
      const allowed = policy.operations[operation]?.roles ?? [];
      const pretends = whoMay(policy, actor, (role) => roles.includes(role) && allowed.includes(role));
      if (allowed.includes(actor.role) || !pretends || isBare(policy, operation, actor.role)) return [];
      if (tampering === 'lock' && !roles.includes(actor.role)) return [];
      return [
        {
          id: `access/tampered-write/${operation}/${tampering}/${actor.name}`,
          title: `${actor.name}, ${TAMPERINGS[tampering]}, changes nothing by ${operation}`,
          page,
          operation,
          actor: actor.name,
          ...(actor.tenant ? { tenant: actor.tenant } : {}),
          tampering,
          pretends,
        },
      ];
    }),
  );
}

/** Forms and controls that the interface disables or does not offer change nothing when they are used all the same. */
export function tamperedWrites(policy: Policy): Group<TamperedWriteCell>[] {
  const head = { gate: 'access', rule: 'operation-beyond-role', feature: 'interface tampered with' } as const;
  const actor = lowest(policy);
  return [
    ...(actor && policy.client.profile
      ? group<TamperedWriteCell>(
          { ...head, title: `${actor.name}, ${TAMPERINGS.profile}, changes nothing` },
          writeCells(policy, 'profile', actor),
        )
      : []),
    ...representatives(policy).flatMap((one) =>
      group<TamperedWriteCell>(
        { ...head, title: `${one.name}, ${TAMPERINGS.lock}, changes nothing` },
        writeCells(policy, 'lock', one),
      ),
    ),
  ];
}
