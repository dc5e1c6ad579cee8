/** What the address of a page says is a text on that page, whatever the page makes of it. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Group, group, matrixIdentities, stewardOf } from './cells.ts';

export interface AddressMarkupCell extends Cell {
  actor: string;
  page: string;
  tenant?: string;
}

/** Each page by whoever stands for the first tenant, where that person may open it, else by the first who may. */
export function addressMarkup(policy: Policy): Group<AddressMarkupCell>[] {
  const people = matrixIdentities(policy);
  const [first = ''] = Object.keys(policy.tenants);
  const steward = people.find(({ name }) => name === stewardOf(policy, first));
  return group<AddressMarkupCell>(
    {
      title: 'What the address of a page says is no markup on it',
      gate: 'session',
      rule: 'reflected-markup',
      feature: 'addresses',
    },
    Object.entries(policy.pages).flatMap(([page, { roles }]) => {
      const actor = [...(steward ? [steward] : []), ...people].find(({ role }) => roles.includes(role));
      return actor
        ? [
            {
              id: `session/address-markup/${page}`,
              title: `the ${page} page makes no element of its address, whether it finds something or not`,
              actor: actor.name,
              page,
              ...(actor.tenant ? { tenant: actor.tenant } : {}),
            },
          ]
        : [];
    }),
  );
}
