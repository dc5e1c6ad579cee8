/** A change on top of a version that is no longer the newest is refused by the contract, and shows nothing of the newer one. */
import type { Policy } from '../../policy/types.ts';
import { changingNothing } from '../checks/unchanged.ts';
import { Versioned } from '../checks/versioned.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { errorProblems, valuesIn } from '../oracle/denied.ts';
import { type Draft, identitiesOf, lanes } from '../plan/cells.ts';
import { addressedBy } from '../policy/resources.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, operationsOf } from './kind.ts';

/** Besides the version of a moment ago. */
const VERSIONS = ['"bulkhead"', 'rubbish'];

/** An operation by which the row gets a newer version. */
function writerOf({ operations }: Policy, path: string): string | undefined {
  return Object.entries(operations).find(
    ([, operation]) => operation.versioned && operation.path === path && operation.method !== 'DELETE',
  )?.[0];
}

async function refused(world: World, cell: TenantCell): Promise<Problem[]> {
  const { path } = world.operation(cell.operation);
  const [resource] = addressedBy(world.policy, path) ?? [];
  const writer = writerOf(world.policy, path);
  if (!resource || !writer)
    throw new Blocked(`the policy has no other way to change what ${cell.operation} changes`);
  const versioned = new Versioned(world, cell);
  const owner = world.workshop.ownerOf(resource, cell.tenant);
  const binding = await world.workshop.fresh(resource, cell.tenant, owner);
  try {
    const first = await versioned.read(binding);
    const newer = await versioned.change(writer, binding, first.etag);
    if (!succeeded(newer))
      throw new Blocked(`${writer} with the version that was just read was answered ${newer.answer.status}`);
    const { etag, texts } = await versioned.read(binding);
    if (etag === first.etag)
      throw new Blocked(`the version is the same after ${writer}: no version is older`);
    const problems: Problem[] = [];
    for (const version of [first.etag, ...VERSIONS]) {
      const target = { tenant: cell.tenant, owner, binding };
      const { call, problems: changes } = await changingNothing(world, cell.operation, target, () =>
        versioned.change(cell.operation, binding, version),
      );
      const means = version === first.etag ? 'the version before' : `the version ${version}`;
      problems.push(...changes.map((change) => ({ ...change, rule: 'malformed-accepted' as const })));
      if (call.answer.status === 401) await world.assertAlive(cell.actor);
      if (succeeded(call)) {
        problems.push({
          rule: 'malformed-accepted',
          request: call.request,
          expected: `a refusal of ${means}`,
          seen: `status ${call.answer.status}`,
        });
        continue;
      }
      problems.push(...errorProblems(call, world.policy.errors));
      const shown = valuesIn(
        [call.answer.text, ...Object.values(call.answer.headers)].join('\n'),
        [...texts, etag],
        call.sent,
      );
      if (shown.length > 0)
        problems.push({
          request: call.request,
          expected: `a refusal of ${means} that shows nothing of the newer one`,
          seen: shown.map((value) => JSON.stringify(value)).join(', '),
        });
    }
    const control = await versioned.change(cell.operation, binding, etag);
    if (!succeeded(control))
      throw new Blocked(
        `${cell.operation} with the newest version was answered ${control.answer.status}: refusing older ones proves nothing`,
      );
    return problems;
  } finally {
    await world.workshop.discard({ resource, tenant: cell.tenant, identity: owner, binding });
  }
}

export const staleVersion: Kind<TenantCell> = {
  plan: (policy) =>
    operationsOf(policy, ({ versioned }) => versioned).flatMap(([name, operation]) => {
      const tenant = Object.keys(policy.tenants).at(-1) ?? '';
      const [actor] = identitiesOf(policy, tenant, operation.roles);
      const cells: Draft<TenantCell>[] = actor
        ? [
            {
              id: `disclosure/stale-version/${name}`,
              title: `${actor.name} is refused an older version by ${name}, and is shown nothing of the newer one`,
              operation: name,
              actor: actor.name,
              tenant,
            },
          ]
        : [];
      return lanes<TenantCell>(
        {
          title: `${name} refuses an older version`,
          gate: 'disclosure',
          rule: 'error-disclosure',
          also: ['error-contract', 'malformed-accepted', 'server-error'],
          feature: operation.resource ?? name,
        },
        cells,
      );
    }),
  judge: refused,
};
