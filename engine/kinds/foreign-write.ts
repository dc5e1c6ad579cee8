/** A stranger sends a valid change to a resource of another tenant; the owner sees it unchanged. */
import { lanes } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import { deniedWrite, expendable } from './denial.ts';
import { type Kind, type TenantCell, namesTenantRow, operationsOf, strangerCell } from './kind.ts';

export const foreignWrite: Kind<TenantCell> = {
  plan: (policy, options) =>
    operationsOf(policy, (operation) => operation.writes && namesTenantRow(policy, operation)).flatMap(
      ([name, operation]) =>
        lanes<TenantCell>(
          {
            title: `No other tenant changes anything through ${name}`,
            gate: 'isolation',
            rule: 'cross-tenant-write',
            feature: operation.resource ?? name,
          },
          strangersAt(policy, name, 'ring', options).map(
            strangerCell(
              'isolation/foreign-write',
              name,
              ({ actor, tenant }) => `${actor} cannot use ${name} on what belongs to ${tenant}`,
            ),
          ),
        ),
    ),
  judge: async (world, cell) =>
    deniedWrite(
      world,
      cell,
      await expendable(world, cell.operation, cell.tenant),
      world.victimValues(cell.tenant),
    ),
};
