/** How much a role may do. Pure. */
import type { Policy } from '../../policy/types.ts';

/** The number of operations that a role may call. */
export const reachOf = (policy: Policy, role: string): number =>
  Object.values(policy.operations).filter(({ roles }) => roles.includes(role)).length;
