/**
 * Of changes that are made at once on top of the same version, one is taken and the others are refused, as they are one after
 * another (`disclosure/stale-version`): where the version is asked before the row is held, they overwrite each other.
 */
import { Versioned } from '../checks/versioned.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems } from '../oracle/denied.ts';
import { type Draft, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';

/** Changes on top of one version, and of how many versions: whether two meet is chance. */
const AT_ONCE = 8;
const ROUNDS = 4;

async function overwritten(world: World, cell: TenantCell): Promise<Problem[]> {
  const { operation, actor, tenant } = cell;
  const [resource] = addressedBy(world.policy, world.operation(operation).path) ?? [];
  if (!resource) throw new Blocked(`the policy has no resource that ${operation} changes`);
  const versioned = new Versioned(world, cell);
  const owner = world.workshop.ownerOf(resource, tenant);
  const binding = await world.workshop.fresh(resource, tenant, owner);
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { etag } = await versioned.read(binding);
      const calls = await Promise.all(
        Array.from({ length: AT_ONCE }, () => versioned.change(operation, binding, etag)),
      );
      const [taken, ...further] = calls.filter(succeeded);
      if (!taken) {
        await world.assertAlive(actor);
        const statuses = calls.map(({ answer }) => answer.status).join(', ');
        throw new Blocked(`of ${AT_ONCE} changes of the newest version at once none was taken: ${statuses}`);
      }
      if (further.length > 0)
        return [
          {
            rule: 'change-overwritten',
            request: taken.request,
            expected: `of ${AT_ONCE} changes at once with the same If-Match one that is taken, and a refusal of the others, whose version is no longer the newest`,
            seen: `${further.length + 1} of them were taken, each on top of the same version`,
          },
        ];
      const problems = calls
        .filter((call) => !succeeded(call))
        .flatMap((call) => errorProblems(call, world.policy.errors));
      if (problems.length > 0) return problems;
    }
    return [];
  } finally {
    await world.workshop.discard({ resource, tenant, identity: owner, binding });
  }
}

export const versionRace: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ versioned, method }) => versioned && method !== 'DELETE').flatMap(
      ([name, operation]) => {
        const tenant = Object.keys(policy.tenants).at(-1) ?? '';
        const [actor] = identitiesOf(policy, tenant, operation.roles);
        const cells: Draft<TenantCell>[] = actor
          ? [
              {
                id: `disclosure/version-race/${name}`,
                title: `Of several changes of one version by ${name} at once, one is taken`,
                operation: name,
                actor: actor.name,
                tenant,
              },
            ]
          : [];
        return lanes<TenantCell>(
          {
            title: `${name} takes one change of a version`,
            gate: 'disclosure',
            rule: 'change-overwritten',
            also: ['error-contract', 'error-disclosure', 'server-error'],
            feature: operation.resource ?? name,
          },
          cells,
        );
      },
    ),
  judge: overwritten,
};
