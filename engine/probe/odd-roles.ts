/** Role claims that nobody has by right: unknown, empty, spelt otherwise, doubled or contradictory. Pure. */
import type { Policy } from '../../policy/types.ts';
import { reachOf } from '../policy/reach.ts';

export interface OddRole {
  name: string;
  says: string;
  /** As the list that a claim holds. */
  claim: unknown;
  /** The role that the odd one comes near to, if any: it must not be taken for that. */
  near?: string;
}

/** The roles of a tenant that may call the most and the fewest operations. */
export function extremesOf(policy: Policy): [highest: string, lowest: string] {
  const ranked = Object.keys(policy.roles)
    .filter((role) => policy.roles[role]?.scope === 'tenant')
    .sort((a, b) => reachOf(policy, b) - reachOf(policy, a));
  return [ranked[0] ?? '', ranked.at(-1) ?? ''];
}

const capitalised = (role: string): string => role.charAt(0).toUpperCase() + role.slice(1);

export function oddRoles(policy: Policy): OddRole[] {
  const [highest, lowest] = extremesOf(policy);
  const one = (name: string, says: string, role: unknown, near?: string): OddRole => ({
    name,
    says,
    claim: [role],
    ...(near === undefined ? {} : { near }),
  });
  return [
    one('unknown', 'a role that there is not', 'no_such_role'),
    // A word that every object of the language knows.
    one('inherited', 'the role "constructor"', 'constructor'),
    one('empty-text', 'a role without a name', ''),
    one('other-case', `the role "${capitalised(highest)}"`, capitalised(highest), highest),
    one('blanks', `the role "${highest}" between blanks`, ` ${highest} `, highest),
    one('number', 'a number for a role', 1),
    one('object', 'an object for a role', { name: highest }, highest),
    { name: 'empty-list', says: 'an empty list of roles', claim: [] },
    { name: 'doubled', says: `the role "${highest}" twice`, claim: [highest, highest], near: highest },
    {
      name: 'contradictory',
      says: `the roles "${lowest}" and "${highest}" at once`,
      claim: [lowest, highest],
      near: highest,
    },
    {
      name: 'contradictory-reversed',
      says: `the roles "${highest}" and "${lowest}" at once`,
      claim: [highest, lowest],
      near: highest,
    },
  ];
}

/** The same where one role is told and no list: as it is where it is one, and nothing where it is none. */
export function asOneRole({ claim }: OddRole): unknown {
  if (!Array.isArray(claim)) return claim;
  const [first] = claim as unknown[];
  return claim.length === 0 ? null : claim.length === 1 ? first : claim;
}
