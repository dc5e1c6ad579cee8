/** What the address of a page says is a text on that page, whatever the page makes of it. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { type Group, group, matrixIdentities, stewardOf } from './cells.ts';

export interface AddressMarkupCell extends Cell {
  actor: string;
  /** None for an address that no page has. */
  page?: string;
  tenant?: string;
}

type Reader = ReturnType<typeof matrixIdentities>[number];

const cellOf = (page: string | undefined, { name, tenant }: Reader) => ({
  id: `session/address-markup/${page ?? 'no-such-page'}`,
  title:
    page === undefined
      ? 'what is shown where there is no page makes no element of its address'
      : `the ${page} page makes no element of its address, whether it finds something or not`,
  actor: name,
  ...(page === undefined ? {} : { page }),
  ...(tenant ? { tenant } : {}),
});

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
    [
      ...Object.entries(policy.pages).flatMap(([page, { roles }]) => {
        const actor = [...(steward ? [steward] : []), ...people].find(({ role }) => roles.includes(role));
        return actor ? [cellOf(page, actor)] : [];
      }),
      ...(steward ? [cellOf(undefined, steward)] : []),
    ],
  );
}
