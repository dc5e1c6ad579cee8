/** Checks that whoever belongs to several tenants has in each the role of that one, and the permissions of that role alone. */
import { type Standing, standingDifference, standingText } from '../oracle/roles.ts';
import type { RoleElsewhereCell } from '../plan/index.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Tokens } from '../session/authorize.ts';
import { claimsOf, standingAt, standingIn } from './role-model.ts';
import type { World } from './world.ts';

/**
 * The list of the tenant's people says which role it is: the policy states the one at home.
 *
 * @param tokensFor tokens for that tenant, where tokens are asked for by tenant
 * @throws Blocked where the role is the one at home, and a mixture of the two could not be told from either
 */
export async function roleElsewhere(
  world: World,
  { identity, other }: RoleElsewhereCell,
  tokensFor: (tenant: string) => Promise<Tokens>,
): Promise<Problem[]> {
  const { policy } = world;
  const { tenant: home = '', role: roleAtHome } = policy.identities[identity] ?? {};
  const tokens = await tokensFor(other);
  const places: [string, Standing][] = [
    ['the ID token', standingIn(world, claimsOf(tokens.idToken, 'the ID token'), false)],
    ['the access token', standingIn(world, claimsOf(tokens.accessToken, 'the access token'), true)],
  ];
  const { id } = policy.tenants[other] ?? {};
  // Where the tenant is kept with the account, the person may be at home at this moment.
  const atHome = world.tenancy === 'claim' && !places.some(([, { tenants }]) => tenants.includes(id ?? ''));
  const there = atHome ? home : other;
  const expected = await standingAt(world, identity, there);
  if (!atHome && expected.roles.every((role) => role === roleAtHome))
    throw new Blocked(
      `${identity} has the same role in ${other} as in ${home}: give it another, so that one is told from the other`,
    );
  return places.flatMap(([place, seen]) => {
    const difference = standingDifference(policy, expected, seen);
    return difference === undefined
      ? []
      : [{ expected: `${place} says ${standingText(policy, expected)}`, seen: difference }];
  });
}
