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
 * Strangers at an operation: every tenant attacks and every tenant is attacked, by each of the roles. With many tenants
 * each identity takes one victim, another one for each operation and role, so that the cost of a tenant stays the same.
 *
 * @param wanted `square` for every ordered pair while there are few tenants, `ring` for one victim each
 */
export function strangersAt(
  policy: Policy,
  operation: string,
  wanted: 'square' | 'ring',
  { allPairs = false }: PlanOptions,
): Stranger[] {
  const tenants = Object.keys(policy.tenants);
  if (tenants.length < 2) return [];
  const square = allPairs || (wanted === 'square' && tenants.length <= SQUARE_UP_TO);
  const turn = Object.keys(policy.operations).indexOf(operation);
  const roles = policy.operations[operation]?.roles ?? [];
  return tenants.flatMap((home, index) =>
    identitiesOf(policy, home, roles).flatMap(({ name: actor, role }) => {
      const steps = 1 + ((turn + roles.indexOf(role)) % (tenants.length - 1));
      const victim = tenants[(index + steps) % tenants.length] as string;
      const victims = square ? tenants.filter((tenant) => tenant !== home) : [victim];
      return victims.map((tenant) => ({ actor, role, home, tenant }));
    }),
  );
}
