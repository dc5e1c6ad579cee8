/** What is written down of what the run did. */
import type { Policy } from '../../policy/types.ts';
import { logsOf } from '../policy/resources.ts';
import { type Group, group, stewardOf } from './cells.ts';
import type { SlotCell } from './infrastructure.ts';

export type LogCell = SlotCell & { actor?: string };

/** When everything is done, the log of each tenant tells of that tenant alone. */
export function logsOfOwn(policy: Policy): Group<LogCell>[] {
  return logsOf(policy).flatMap(([resource, { list }]) =>
    group<LogCell>(
      {
        title: `After everything, ${list} tells of the own tenant alone`,
        gate: 'isolation',
        rule: 'foreign-data-in-log',
        also: ['foreign-data-received'],
        feature: resource,
      },
      Object.keys(policy.tenants).map((tenant) => {
        const actor = stewardOf(policy, tenant);
        return {
          id: `isolation/log/${resource}/${tenant}`,
          title: `After everything, ${list} tells ${tenant} of nobody else`,
          ...(actor === undefined ? {} : { actor }),
          resource,
          tenant,
        };
      }),
    ),
  );
}
