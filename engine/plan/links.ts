/** Links of one tenant, opened by another. */
import type { Policy } from '../../policy/types.ts';
import { parametersOf } from '../policy/references.ts';
import { type Group, type PageCell, group, identitiesOf } from './cells.ts';
import { type PlanOptions, victimsOf } from './pairs.ts';

/** A stranger opens the address of another tenant's page and sees what an unknown address shows. */
export function deepLinks(policy: Policy, options: PlanOptions = {}): Group<PageCell & { tenant: string }>[] {
  return Object.entries(policy.pages)
    .filter(([, page]) => parametersOf(page.path).length > 0)
    .flatMap(([name, page], turn) =>
      Object.keys(policy.tenants).flatMap((stranger) =>
        group<PageCell & { tenant: string }>(
          {
            title: `A link to the ${name} page of another tenant shows ${stranger} nothing`,
            gate: 'isolation',
            rule: 'foreign-data-on-page',
            also: ['existence-oracle', 'foreign-data-received'],
            feature: `page ${name}`,
          },
          victimsOf(policy, stranger, 'square', turn, options).flatMap((victim) =>
            identitiesOf(policy, stranger, page.roles)
              .slice(0, 1)
              .map(({ name: actor }) => ({
                id: `isolation/deep-link/${name}/${actor}/${victim}`,
                title: `${actor} opens a ${name} link of ${victim} and sees what an unknown link shows`,
                page: name,
                actor,
                tenant: victim,
              })),
          ),
        ),
      ),
    );
}
