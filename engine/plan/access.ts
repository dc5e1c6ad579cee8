/** The access gate: what each role may do, and its forbidden twin. */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import {
  ANONYMOUS,
  type Group,
  type OperationCell,
  type PageCell,
  group,
  matrixIdentities,
} from './cells.ts';

type Named = [name: string, operation: OperationPolicy];

const guarded = (policy: Policy): Named[] =>
  Object.entries(policy.operations).filter(([, operation]) => operation.scope !== 'public');

const identityCell =
  (kind: string, operation: string, says: string) =>
  (identity: { name: string; tenant?: string }): Omit<OperationCell, 'gate' | 'rule' | 'feature'> => ({
    id: `access/${kind}/${operation}/${identity.name}`,
    title: `${identity.name} ${says} ${operation}`,
    operation,
    actor: identity.name,
    ...(identity.tenant ? { tenant: identity.tenant } : {}),
  });

/** Positive controls: every role that may read an operation reads it. */
export function allowedReads(policy: Policy): Group<OperationCell>[] {
  return guarded(policy)
    .filter(([, operation]) => operation.method === 'GET')
    .flatMap(([name, operation]) =>
      group<OperationCell>(
        {
          title: `Every role that may read ${name} reads it`,
          gate: 'access',
          rule: 'operation-missing-for-role',
          feature: operation.resource ?? name,
        },
        matrixIdentities(policy)
          .filter(({ role }) => operation.roles.includes(role))
          .map(identityCell('allowed', name, 'reads')),
      ),
    );
}

/** Roles from which the policy hides fields do not get them. */
export function hiddenFields(policy: Policy): Group<OperationCell>[] {
  return guarded(policy)
    .filter(([, operation]) => operation.method === 'GET' && !operation.stream)
    .flatMap(([name, operation]) => {
      const hides = Object.keys((operation.resource && policy.resources[operation.resource]?.hidden) || {});
      return group<OperationCell>(
        {
          title: `${name} shows each role only its fields`,
          gate: 'access',
          rule: 'excess-fields',
          feature: operation.resource ?? name,
        },
        matrixIdentities(policy)
          .filter(({ role }) => operation.roles.includes(role) && hides.includes(role))
          .map(identityCell('fields', name, 'sees only its fields in')),
      );
    });
}

/** The forbidden twins: every role that the policy does not name is refused. */
export function deniedRoles(policy: Policy): Group<OperationCell>[] {
  return guarded(policy).flatMap(([name, operation]) =>
    group<OperationCell>(
      {
        title: `No role beyond the policy calls ${name}`,
        gate: 'access',
        rule: 'operation-beyond-role',
        feature: operation.resource ?? name,
      },
      matrixIdentities(policy)
        .filter(({ role }) => !operation.roles.includes(role))
        .map(({ name: actor, tenant }) => ({
          id: `access/denied-role/${name}/${actor}`,
          title: `${actor} cannot call ${name}`,
          operation: name,
          actor,
          ...(tenant ? { tenant } : {}),
        })),
    ),
  );
}

/** Accounts without a role or without a tenant are refused everywhere. */
export function withoutRights(policy: Policy): Group<OperationCell>[] {
  const actors = Object.entries(policy.identities).filter(
    ([, identity]) => identity.purpose === 'no-role' || identity.purpose === 'no-tenant',
  );
  return guarded(policy)
    .filter(([, operation]) => !operation.noTenant)
    .flatMap(([name, operation]) =>
      group<OperationCell>(
        {
          title: `Nobody without a role or a tenant calls ${name}`,
          gate: 'access',
          rule: 'operation-beyond-role',
          feature: operation.resource ?? name,
        },
        actors.map(([actor, identity]) => ({
          id: `access/${identity.purpose}/${name}/${actor}`,
          title: `${actor} cannot call ${name}`,
          operation: name,
          actor,
          ...(identity.tenant ? { tenant: identity.tenant } : {}),
        })),
      ),
    );
}

/** Nobody who has not signed in gets an answer. */
export function anonymousOperations(policy: Policy): Group<OperationCell>[] {
  return guarded(policy).flatMap(([name, operation]) =>
    group<OperationCell>(
      {
        title: `Nobody calls ${name} without a sign-in`,
        gate: 'access',
        rule: 'operation-anonymous',
        feature: operation.resource ?? name,
      },
      [
        {
          id: `access/anonymous/${name}`,
          title: `${name} is refused without a sign-in`,
          operation: name,
          actor: ANONYMOUS,
        },
      ],
    ),
  );
}

/**
 * One identity for each role, each from another tenant as far as there are tenants, so that the page checks walk
 * through all of them; the choice is stable from run to run.
 */
export function representatives(policy: Policy): { name: string; tenant?: string; role: string }[] {
  const tenants = Object.keys(policy.tenants);
  return Object.keys(policy.roles).flatMap((role, index) => {
    const holders = matrixIdentities(policy).filter((identity) => identity.role === role);
    const preferred = holders.find((identity) => identity.tenant === tenants[index % tenants.length]);
    const chosen = preferred ?? holders[0];
    return chosen ? [chosen] : [];
  });
}

const pageCell =
  (kind: string, page: string, says: string) =>
  (identity: { name: string; tenant?: string }): Omit<PageCell, 'gate' | 'rule' | 'feature'> => ({
    id: `access/${kind}/${page}/${identity.name}`,
    title: `${identity.name} ${says} the ${page} page`,
    page,
    actor: identity.name,
    ...(identity.tenant ? { tenant: identity.tenant } : {}),
  });

export function allowedPages(policy: Policy): Group<PageCell>[] {
  return Object.entries(policy.pages).flatMap(([name, page]) =>
    representatives(policy)
      .filter(({ role }) => page.roles.includes(role))
      .flatMap((identity) =>
        group<PageCell>(
          {
            title: `${identity.name} opens the ${name} page and sees own data`,
            gate: 'access',
            rule: 'page-missing-for-role',
            also: ['foreign-data-on-page'],
            feature: `page ${name}`,
          },
          [pageCell('page-allowed', name, 'opens')(identity)],
        ),
      ),
  );
}

export function deniedPages(policy: Policy): Group<PageCell>[] {
  return Object.entries(policy.pages).flatMap(([name, page]) =>
    representatives(policy)
      .filter(({ role }) => !page.roles.includes(role))
      .concat(
        Object.entries(policy.identities)
          .filter(([, identity]) => identity.purpose === 'no-role')
          .map(([identity, { tenant }]) => ({ name: identity, role: '', ...(tenant ? { tenant } : {}) })),
      )
      .flatMap((identity) => [
        ...group<PageCell>(
          {
            title: `${identity.name} is shown access denied on the ${name} page`,
            gate: 'access',
            rule: 'page-beyond-role',
            also: ['hidden-page-request'],
            feature: `page ${name}`,
          },
          [pageCell('page-denied', name, 'is denied')(identity)],
        ),
      ]),
  );
}

export function anonymousPages(policy: Policy): Group<PageCell>[] {
  return Object.entries(policy.pages).flatMap(([name]) =>
    group<PageCell>(
      {
        title: `A stranger who opens the ${name} page is asked to sign in`,
        gate: 'access',
        rule: 'page-anonymous',
        also: ['hidden-page-request'],
        feature: `page ${name}`,
      },
      [pageCell('page-anonymous', name, 'cannot open')({ name: ANONYMOUS })],
    ),
  );
}
