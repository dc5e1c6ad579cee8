/**
 * A person of several tenants asks as each of them at the same moment: every token is answered for the tenant that it
 * names, whatever requests of one person share on their way.
 */
import type { Policy } from '../../policy/types.ts';
import { tenantNamed } from '../checks/login.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { valuesIn } from '../oracle/denied.ts';
import { type Draft, group } from '../plan/cells.ts';
import { parametersOf } from '../policy/references.ts';
import type { Call } from '../probe/client.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import { type Kind, type TenantCell, isRead } from './kind.ts';

/** Requests of each tenant at once, and how often. */
const AT_ONCE = 3;
const ROUNDS = 3;

/** The first list of what belongs to a tenant that a role may ask for. */
const listFor = (policy: Policy, role: string): string | undefined =>
  Object.values(policy.resources).find(({ owner, list }) => {
    const operation = policy.operations[list ?? ''];
    return (
      owner === 'tenant' &&
      operation !== undefined &&
      isRead(operation) &&
      operation.scope === 'tenant' &&
      operation.roles.includes(role) &&
      parametersOf(operation.path).length === 0
    );
  })?.list;

function cellsOf(policy: Policy): Draft<TenantCell>[] {
  return Object.entries(policy.identities).flatMap(
    ([
      actor,
      {
        tenant: home,
        also: [tenant],
        role = '',
        expect,
      },
    ]) => {
      const operation = listFor(policy, role);
      return home === undefined || tenant === undefined || expect !== 'signed-in' || operation === undefined
        ? []
        : [
            {
              id: `isolation/several-tenants/${operation}/${actor}/${tenant}`,
              title: `${actor} is answered by ${operation} for ${home} and for ${tenant} as each token says, also at once`,
              operation,
              actor,
              tenant,
            },
          ];
    },
  );
}

interface Place {
  tenant: string;
  ask: () => Promise<Call>;
}

/**
 * The session of the person at one tenant, which is seen to show rows of that tenant when nothing else goes on.
 *
 * @param tenants the one to be at, or those of which the token says where the account is by now
 */
async function placeAt(
  world: World,
  { actor, operation }: TenantCell,
  tenants: readonly [string, ...string[]],
): Promise<Place> {
  const { method, path } = world.operation(operation);
  const tokens = await world.tokensOf(actor, tenants[0]);
  const { claims, tenants: known } = world.policy;
  const tenant =
    tenants.find((name) => tenantNamed(tokens, known[name]?.id ?? '', claims.tenant)) ?? tenants[0];
  const client = world.clientWith(tokens.accessToken);
  const ask = (): Promise<Call> => client.send(method, { path, headers: {} });
  const alone = await ask();
  if (!succeeded(alone) || valuesIn(alone.answer.text, world.victimValues(tenant), alone.sent).length === 0)
    throw new Blocked(
      `${actor} was answered ${alone.answer.status} by ${operation} and saw nothing of ${tenant}: its token says nothing at once either`,
    );
  return { tenant, ask };
}

export const severalTenants: Kind<TenantCell> = {
  plan: (policy) =>
    group<TenantCell>(
      {
        title: 'Whoever belongs to several tenants is answered for the one that the token names',
        gate: 'isolation',
        rule: 'cross-tenant-read',
        feature: 'several tenants',
      },
      cellsOf(policy),
    ),
  judge: async (world, cell) => {
    const home = world.policy.identities[cell.actor]?.tenant ?? '';
    // Where an account is at one tenant at a time, no second token can be had beside the first, and a switch elsewhere
    // takes the account along.
    const sessions: [string, ...string[]][] =
      world.tenancy === 'organization' ? [[home], [cell.tenant]] : [[home, cell.tenant]];
    const places: Place[] = [];
    for (const tenants of sessions) places.push(await placeAt(world, cell, tenants));
    for (let round = 0; round < ROUNDS; round += 1) {
      const asked = await Promise.all(
        Array.from({ length: AT_ONCE }, () => places)
          .flat()
          .map(async ({ tenant, ask }) => ({ tenant, call: await ask() })),
      );
      const problems = asked.flatMap(({ tenant, call }): Problem[] => {
        const seen = valuesIn(call.answer.text, world.valuesOfOthers(tenant), call.sent);
        return seen.length === 0
          ? []
          : [
              {
                request: call.request,
                expected: `rows of ${tenant} alone for a token of ${tenant}, also when the same person asks as another tenant`,
                seen: seen.map((value) => JSON.stringify(value)).join(', '),
              },
            ];
      });
      if (problems.length > 0) return problems.slice(0, 1);
      const failed = asked.find(({ call }) => !succeeded(call));
      if (failed)
        throw new Blocked(
          `${cell.operation} answered ${failed.call.answer.status} when it was asked at once`,
        );
    }
    return [];
  },
};
