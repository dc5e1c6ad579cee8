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
  return Object.entries(policy.pages).flatMap(([name, page]) =>
    representatives(policy)
      .filter(({ role }) => page.roles.includes(role))
      .flatMap((identity) =>
        group<PageCell>(
          {
            title: `${identity.name} opens the ${name} page and sees own data`,
            gate: 'access',
            rule: 'page-missing-for-role',
            also: ['foreign-data-on-page', ...SEEN_ON_PAGES],
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
