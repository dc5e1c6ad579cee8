/** Pages: what each role may open, and its forbidden twin. */
import type { Policy } from '../../policy/types.ts';
import { ANONYMOUS, type Group, type PageCell, group, matrixIdentities } from './cells.ts';
import { SEEN_ON_PAGES } from './watch.ts';

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
  return representatives(policy).flatMap((identity) =>
    group<PageCell>(
      {
        title: `${identity.name} opens every page of its role and sees own data`,
        gate: 'access',
        rule: 'page-missing-for-role',
        also: ['foreign-data-on-page', ...SEEN_ON_PAGES],
        feature: 'pages by role',
      },
      Object.entries(policy.pages)
        .filter(([, { roles }]) => roles.includes(identity.role))
        .map(([page]) => pageCell('page-allowed', page, 'opens')(identity)),
    ),
  );
}

export function deniedPages(policy: Policy): Group<PageCell>[] {
  const withoutRole = Object.entries(policy.identities)
    .filter(([, { purpose }]) => purpose === 'no-role')
    .map(([name, { tenant }]) => ({ name, role: '', ...(tenant ? { tenant } : {}) }));
  return [...representatives(policy), ...withoutRole].flatMap((identity) =>
    group<PageCell>(
      {
        title: `${identity.name} is shown access denied on every page beyond its role`,
        gate: 'access',
        rule: 'page-beyond-role',
        also: ['hidden-page-request'],
        feature: 'pages by role',
      },
      Object.entries(policy.pages)
        .filter(([, { roles }]) => !roles.includes(identity.role))
        .map(([page]) => pageCell('page-denied', page, 'is denied')(identity)),
    ),
  );
}

export function anonymousPages(policy: Policy): Group<PageCell>[] {
  return group<PageCell>(
    {
      title: 'A stranger who opens a page is asked to sign in',
      gate: 'access',
      rule: 'page-anonymous',
      also: ['hidden-page-request'],
      feature: 'pages by role',
    },
    Object.keys(policy.pages).map((page) =>
      pageCell('page-anonymous', page, 'cannot open')({ name: ANONYMOUS }),
    ),
  );
}
