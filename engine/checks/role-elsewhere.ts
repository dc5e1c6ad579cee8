/** Checks that whoever belongs to several tenants has in each the role of that one, and the permissions of that role alone. */
import { type Standing, standingDifference, standingText } from '../oracle/roles.ts';
import type { RoleElsewhereCell } from '../plan/index.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { Tokens } from '../session/authorize.ts';
import { claimsOf, standingAt, standingIn, standingOfProfile } from './role-model.ts';
import { succeeded } from './workshop.ts';
import type { World } from './world.ts';

type TokensFor = (tenant: string) => Promise<Tokens>;

/**
 * The list of the tenant's people says which role it is: the policy states the one at home.
 *
 * @param tokensFor tokens of one session for that tenant, where tokens are asked for by tenant
 * @throws Blocked where the role is the one at home, and a mixture of the two could not be told from either
 */
export async function roleElsewhere(
  world: World,
  { identity, other }: RoleElsewhereCell,
  tokensFor: TokensFor,
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
  return [
    ...places.flatMap(([place, seen]) => differing(world, place, expected, seen)),
    ...(await inProfile(
      world,
      identity,
      tokensFor,
      world.tenancy === 'claim' ? [there] : [home, other, home],
    )),
  ];
}

function differing(world: World, place: string, expected: Standing, seen: Standing): Problem[] {
  const difference = standingDifference(world.policy, expected, seen);
  return difference === undefined
    ? []
    : [{ expected: `${place} says ${standingText(world.policy, expected)}`, seen: difference }];
}

/** The profile is of the tenant that its token names, also when the same session has asked for that of another right before. */
async function inProfile(
  world: World,
  identity: string,
  tokensFor: TokensFor,
  tenants: readonly string[],
): Promise<Problem[]> {
  const { profile } = world.policy.client;
  if (profile?.role === undefined) return [];
  const asked: { tenant: string; expected: Standing; tokens: Tokens }[] = [];
  for (const tenant of tenants)
    asked.push({
      tenant,
      expected: await standingAt(world, identity, tenant),
      tokens: await tokensFor(tenant),
    });
  const { method, path } = world.operation(profile.operation);
  const problems: Problem[] = [];
  for (const { tenant, expected, tokens } of asked) {
    const call = await world.clientWith(tokens.accessToken).send(method, { path, headers: {} });
    if (!succeeded(call))
      throw new Blocked(
        `${profile.operation} answered ${call.answer.status} to ${identity} with a token of ${tenant}`,
      );
    const seen = standingOfProfile(world, call.answer.json);
    problems.push(...differing(world, `the profile for a token of ${tenant}`, expected, seen));
  }
  return problems;
}
