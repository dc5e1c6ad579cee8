/**
 * Somebody is given another role, and every place tells the new one: tokens that are issued from then on, the profile that
 * they open, and the tenant's list of its people. Then the role is given back, and every place tells the old one.
 */
import type { Policy } from '../../policy/types.ts';
import { claimsOf, rowOf, standingIn, standingOfProfile } from '../checks/role-model.ts';
import { succeeded } from '../checks/workshop.ts';
import type { World } from '../checks/world.ts';
import { type Standing, expectedOf, namesIn, standingDifference, standingText } from '../oracle/roles.ts';
import { ALONE_LANE, group } from '../plan/cells.ts';
import { extremesOf } from '../probe/odd-roles.ts';
import { fillPath } from '../probe/templates.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Kind, TenantCell } from './kind.ts';

type ChangeCell = TenantCell & { from: string; to: string };

async function assign(world: World, cell: ChangeCell, id: string, role: string): Promise<void> {
  const { people, resources } = world.policy;
  const operation = world.operation(cell.operation);
  const parameter = resources[people?.resource ?? '']?.parameter ?? '';
  const client = await world.clientOf(world.steward(cell.tenant));
  const call = await client.send(operation.method, {
    path: fillPath(operation.path, { [parameter]: id }),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ [people?.role ?? '']: role }),
  });
  if (!succeeded(call))
    throw new Blocked(
      `${cell.operation} answered ${call.answer.status}: ${cell.actor} was not given ${role}`,
    );
}

async function toldEverywhere(
  world: World,
  cell: ChangeCell,
  role: string,
  when: string,
): Promise<Problem[]> {
  const { policy } = world;
  const expected: Standing = {
    ...expectedOf(policy, cell.actor),
    roles: [role],
    permissions: policy.roles[role]?.permissions ?? [],
  };
  const { idToken, accessToken } = await world.tokensOf(cell.actor);
  const places: [string, Standing][] = [
    ['the ID token', standingIn(world, claimsOf(idToken, 'the ID token'), false)],
    ['the access token', standingIn(world, claimsOf(accessToken, 'the access token'), true)],
  ];
  const { profile } = policy.client;
  if (profile?.role !== undefined) {
    const operation = world.operation(profile.operation);
    const client = world.clientWith(accessToken);
    const { answer } = await client.send(operation.method, world.shape(operation, {}, cell.tenant));
    places.push([
      'the profile',
      answer.status === 200
        ? standingOfProfile(world, answer.json)
        : { roles: [`status ${answer.status}`], tenants: expected.tenants },
    ]);
  }
  const row = await rowOf(world, cell.actor, cell.tenant);
  places.push(["the tenant's list of its people", { roles: namesIn(row.role), tenants: expected.tenants }]);
  return places.flatMap(([place, seen]) => {
    const difference = standingDifference(policy, expected, seen);
    return difference === undefined
      ? []
      : [{ expected: `${place} says ${standingText(policy, expected)}, ${when}`, seen: difference }];
  });
}

async function follows(world: World, cell: ChangeCell): Promise<Problem[]> {
  const { id } = await rowOf(world, cell.actor, cell.tenant);
  const before = await toldEverywhere(world, cell, cell.from, 'before any change');
  if (before.length > 0)
    throw new Blocked(`${cell.actor} is not ${cell.from} everywhere to begin with: ${before[0]?.seen ?? ''}`);
  const problems: Problem[] = [];
  try {
    await assign(world, cell, id, cell.to);
    problems.push(...(await toldEverywhere(world, cell, cell.to, `once ${cell.to} was given`)));
  } finally {
    await assign(world, cell, id, cell.from);
  }
  return [...problems, ...(await toldEverywhere(world, cell, cell.from, `once ${cell.from} was given back`))];
}

/** Another role of a tenant: not the highest where there is one between. */
function otherRole(policy: Policy, role: string): string | undefined {
  const [highest] = extremesOf(policy);
  const others = Object.keys(policy.roles).filter(
    (name) => policy.roles[name]?.scope === 'tenant' && name !== role,
  );
  return others.find((name) => name !== highest) ?? others[0];
}

export const roleChange: Kind<ChangeCell> = {
  plan: (policy) => {
    const [found] = Object.entries(policy.identities).filter(([, { purpose }]) => purpose === 'managed');
    const [actor, { tenant, role } = {}] = found ?? [];
    const to = otherRole(policy, role ?? '');
    const { people, claims } = policy;
    if (!people || claims.roles === undefined || !actor || tenant === undefined || role === undefined || !to)
      return [];
    return group<ChangeCell>(
      {
        title: 'A new role is told by every place',
        gate: 'access',
        rule: 'role-mismatch',
        feature: 'identity',
        lane: ALONE_LANE,
      },
      [
        {
          id: `access/role-change/${actor}`,
          title: `${actor} is given the role ${to}, and every place tells it; then ${role} again`,
          operation: people.assign,
          actor,
          tenant,
          from: role,
          to,
        },
      ],
    );
  },
  judge: follows,
};
