/** Which tenant tries what on which other. */
import type { Policy } from '../../policy/types.ts';
import { identitiesOf } from './cells.ts';

export interface PlanOptions {
  /** Every ordered pair of tenants for every operation and role, however many tenants there are. */
  allPairs?: boolean;
}

/** Up to this many tenants the full square of pairs is cheap, where nothing is changed. */
const SQUARE_UP_TO = 4;

export interface Stranger {
  actor: string;
  role: string;
  home: string;
  /** The tenant whose data is asked for. */
  tenant: string;
}

/**
 * The tenants that one tenant attacks: every other one, or, with many tenants, one of them, another one for each turn, so
 * that the cost of a tenant stays the same.
 *
 * @param wanted `square` for every ordered pair while there are few tenants, `ring` for one victim each
 */
export function victimsOf(
  policy: Policy,
  home: string,
  wanted: 'square' | 'ring',
  turn: number,
  { allPairs = false }: PlanOptions,
): string[] {
  const tenants = Object.keys(policy.tenants);
  if (tenants.length < 2) return [];
  if (allPairs || (wanted === 'square' && tenants.length <= SQUARE_UP_TO))
    return tenants.filter((tenant) => tenant !== home);
  const steps = 1 + (turn % (tenants.length - 1));
  return [tenants[(tenants.indexOf(home) + steps) % tenants.length] as string];
}

/**
 * Strangers at an operation: every tenant attacks and every tenant is attacked, by each of the roles; in a ring, with
 * another victim for each operation and role.
 */
export function strangersAt(
  policy: Policy,
  operation: string,
  wanted: 'square' | 'ring',
  options: PlanOptions,
): Stranger[] {
  const turn = Object.keys(policy.operations).indexOf(operation);
  const roles = policy.operations[operation]?.roles ?? [];
  return Object.keys(policy.tenants).flatMap((home) =>
    identitiesOf(policy, home, roles).flatMap(({ name: actor, role }) =>
      victimsOf(policy, home, wanted, turn + roles.indexOf(role), options).map((tenant) => ({
        actor,
        role,
        home,
        tenant,
      })),
    ),
  );
}
