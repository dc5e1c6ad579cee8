/** The positive control of reading: every role that may read an operation reads it. */
import { succeeded } from '../checks/workshop.ts';
import { group, matrixIdentities } from '../plan/cells.ts';
import { refusalProblems } from './denial.ts';
import { type Kind, guarded } from './kind.ts';

export const allowedRead: Kind = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => operation.method === 'GET')
      .flatMap(([name, operation]) =>
        group(
          {
            title: `Every role that may read ${name} reads it`,
            gate: 'access',
            rule: 'operation-missing-for-role',
            feature: operation.resource ?? name,
          },
          matrixIdentities(policy)
            .filter(({ role }) => operation.roles.includes(role))
            .map(({ name: actor, tenant }) => ({
              id: `access/allowed/${name}/${actor}`,
              title: `${actor} reads ${name}`,
              operation: name,
              actor,
              ...(tenant ? { tenant } : {}),
            })),
        ),
      ),
  judge: async (world, cell) => {
    const operation = world.operation(cell.operation);
    const binding = await world.bind(operation.path, cell.tenant, cell.actor);
    const call = await world.call(cell.operation, cell.actor, binding, cell.tenant);
    return succeeded(call) ? [] : refusalProblems(world, cell, call);
  },
};
