/** A stranger asks for a resource of another tenant by its id. */
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { group } from '../plan/cells.ts';
import { strangersAt } from '../plan/pairs.ts';
import { Blocked } from '../record/problem.ts';
import { deniedRead, otherKinds, readable } from './denial.ts';
import { type Kind, type TenantCell, namesTenantRow, operationsOf, strangerCell } from './kind.ts';

/** A stranger must be able to use the operation at home; else the denial is not about the tenant. */
async function worksAtHome(world: World, cell: TenantCell): Promise<void> {
  const operation = world.operation(cell.operation);
  if (operation.stream) return;
  const home = world.policy.identities[cell.actor]?.tenant;
  const binding = await world.bind(operation.path, home, cell.actor);
  const control = await world.control(cell.operation, cell.actor, binding, home);
  if (!succeeded(control))
    throw new Blocked(
      `${cell.actor} was answered ${control.answer.status} by ${cell.operation} at home: a denial abroad would prove nothing`,
    );
}

export const foreignRead: Kind<TenantCell> = {
  plan: (policy, options) =>
    operationsOf(policy, (operation) => !operation.writes && namesTenantRow(policy, operation)).flatMap(
      ([name, operation]) =>
        group<TenantCell>(
          {
            title: `No other tenant reads ${name} by id`,
            gate: 'isolation',
            rule: 'cross-tenant-read',
            also: ['foreign-data-received'],
            feature: operation.resource ?? name,
          },
          strangersAt(policy, name, 'square', options).map(
            strangerCell(
              'isolation/foreign-read',
              name,
              ({ actor, tenant }) => `${actor} cannot read ${name} of ${tenant}`,
            ),
          ),
        ),
    ),
  judge: async (world, cell) => {
    const { tenant } = cell;
    const first = await readable(world, cell, tenant);
    await worksAtHome(world, cell);
    for (const binding of [first, ...(await otherKinds(world, cell, tenant))]) {
      const problems = await deniedRead(world, cell, { binding, tenant }, world.victimValues(tenant));
      if (problems.length > 0) return problems;
    }
    return [];
  },
};
