/** What is written down of what the run did. */
import type { Policy } from '../../policy/types.ts';
import { logsOf } from '../policy/resources.ts';
import { type Group, group } from './cells.ts';
import type { SlotCell } from './infrastructure.ts';

/** When everything is done, the log of each tenant tells of that tenant alone. */
export function logsOfOwn(policy: Policy): Group<SlotCell>[] {
  return logsOf(policy).flatMap(([resource, { list }]) =>
    group<SlotCell>(
      {
        title: `After everything, ${list} tells of the own tenant alone`,
        gate: 'isolation',
        rule: 'foreign-data-in-log',
        also: ['foreign-data-received'],
        feature: resource,
      },
      Object.keys(policy.tenants).map((tenant) => ({
        id: `isolation/log/${resource}/${tenant}`,
        title: `After everything, ${list} tells ${tenant} of nobody else`,
        resource,
        tenant,
      })),
    ),
  );
}
