/**
 * Somebody without the right to an operation claims it beside the token, by headers, cookies and parameters that name a role or a
 * person who has it, and is refused as ever. So is nobody at all.
 */
import type { Policy } from '../../policy/types.ts';
import { ownHeadersOf } from '../checks/own-headers.ts';
import { rowOf } from '../checks/role-model.ts';
import type { World } from '../checks/world.ts';
import { deniedProblems } from '../oracle/denied.ts';
import {
  ANONYMOUS,
  type Draft,
  type OperationCell,
  firstOfEachRole,
  group,
  matrixIdentities,
} from '../plan/cells.ts';
import { type Claim, claimedRightsOf } from '../probe/claimed-rights.ts';
import type { Call } from '../probe/client.ts';
import type { Override } from '../probe/overrides.ts';
import type { Problem } from '../record/problem.ts';
import { knockedAt } from './denied.ts';
import { type Kind, type Named, guarded, isRead } from './kind.ts';
import { togetherThenSingly } from './together.ts';

/** Whatever would let somebody in: the roles that may, and the names of the first of the tenant who has one. */
async function claimOf(world: World, cell: OperationCell): Promise<Claim> {
  const { roles } = world.operation(cell.operation);
  const tenant = knockedAt(world.policy, cell);
  const rightful = matrixIdentities(world.policy).find(
    (one) => roles.includes(one.role) && one.tenant === tenant,
  );
  if (!rightful) return { roles, person: [] };
  const email = world.emailOf(rightful.name);
  const id =
    world.policy.people && tenant !== undefined ? (await rowOf(world, rightful.name, tenant)).id : undefined;
  return { roles, person: [email, id].filter((value) => value !== undefined) };
}

async function claimsNothing(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = knockedAt(world.policy, cell);
  const binding = await world.bind(operation.path, tenant, world.steward(tenant));
  const valid = world.shape(operation, binding, tenant);
  const client = await world.clientOf(cell.actor);
  const ask = async ({ means, shape }: Override): Promise<{ call: Call; problems: Problem[] }> => {
    const call = await client.send(operation.method, shape, { headOnly: operation.stream });
    if (call.answer.status === 401) await world.assertAlive(cell.actor);
    const problems = deniedProblems(call, world.policy.errors, []);
    return {
      call,
      problems: problems.map((problem) => ({ ...problem, expected: `${problem.expected}, ${means}` })),
    };
  };
  const plain = await ask({ means: 'with nothing claimed', shape: valid });
  if (plain.problems.length > 0) return plain.problems;
  const own = await ownHeadersOf(world, valid.path);
  for (const together of claimedRightsOf(valid, await claimOf(world, cell), own)) {
    const problems = await togetherThenSingly(together, plain.call.answer, ask);
    if (problems.length > 0) return problems;
  }
  return [];
}

function cellsAt(policy: Policy, [name, { roles }]: Named): Draft<OperationCell>[] {
  const denied = firstOfEachRole(matrixIdentities(policy).filter(({ role }) => !roles.includes(role)));
  return [...denied, { name: ANONYMOUS, tenant: undefined }].map(({ name: actor, tenant }) => ({
    id: `access/claimed-rights/${name}/${actor}`,
    title: `${actor === ANONYMOUS ? 'nobody' : actor} gets nothing from ${name} by claiming a role or to be somebody`,
    operation: name,
    actor,
    ...(tenant ? { tenant } : {}),
  }));
}

export const claimedRights: Kind = {
  plan: (policy) =>
    guarded(policy)
      .filter(([, operation]) => isRead(operation) && !operation.noTenant)
      .flatMap((named) =>
        group(
          {
            title: `${named[0]} takes nobody for more than the token says`,
            gate: 'access',
            rule: 'operation-beyond-role',
            feature: named[1].resource ?? named[0],
          },
          cellsAt(policy, named),
        ),
      ),
  judge: claimsNothing,
};
