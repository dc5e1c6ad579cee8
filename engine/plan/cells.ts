/** What the plan is made of: cells that know whom they ask and what, in groups of one operation and one kind of attacker. */
import type { Policy } from '../../policy/types.ts';
import type { Cell, Gate } from '../model.ts';
import type { RuleId } from '../rules.ts';

/** A cell that asks one operation of the API. */
export interface OperationCell extends Cell {
  operation: string;
  /** The identity that asks; `anonymous` for nobody. */
  actor: string;
  /** The tenant whose resource is asked for; the actor's own tenant in a positive control. */
  tenant?: string;
}

/** A cell that visits one page. */
export interface PageCell extends Cell {
  page: string;
  actor: string;
  tenant?: string;
}

/** One Playwright test: a title, and the cells that it settles. */
export interface Group<C extends Cell = Cell> {
  title: string;
  gate: Gate;
  rule: RuleId;
  /** Rules besides, of which its checks look for a breach of their own accord. */
  also?: readonly RuleId[];
  feature: string;
  cells: C[];
}

export const ANONYMOUS = 'anonymous';

/** Identities that stand for their tenant and role, in the order of the policy. */
export function matrixIdentities(policy: Policy): { name: string; tenant?: string; role: string }[] {
  return Object.entries(policy.identities).flatMap(([name, identity]) =>
    identity.purpose === 'matrix' && identity.role
      ? [{ name, role: identity.role, ...(identity.tenant ? { tenant: identity.tenant } : {}) }]
      : [],
  );
}

/** Matrix identities of one tenant that hold one of the roles. */
export function identitiesOf(
  policy: Policy,
  tenant: string,
  roles: string[],
): { name: string; role: string }[] {
  return matrixIdentities(policy).filter(
    (identity) => identity.tenant === tenant && roles.includes(identity.role),
  );
}

/**
 * The identity that reads and cleans up for a tenant: the one whose role may call the most operations.
 * Undefined when the policy has no matrix identity for that tenant.
 */
export function stewardOf(policy: Policy, tenant: string): string | undefined {
  const reach = (role: string): number =>
    Object.values(policy.operations).filter((operation) => operation.roles.includes(role)).length;
  return matrixIdentities(policy)
    .filter((identity) => identity.tenant === tenant)
    .sort((a, b) => reach(b.role) - reach(a.role))[0]?.name;
}

/** Every ordered pair of different tenants: [stranger, victim]. */
export function orderedPairs(policy: Policy): [stranger: string, victim: string][] {
  const tenants = Object.keys(policy.tenants);
  return tenants.flatMap((a) => tenants.filter((b) => b !== a).map((b): [string, string] => [a, b]));
}

/** Builds a group, or none where there is nothing to check. */
export function group<C extends Cell>(
  head: Omit<Group, 'cells'>,
  cells: Omit<C, 'gate' | 'rule' | 'feature'>[],
): Group<C>[] {
  if (cells.length === 0) return [];
  const { gate, rule, feature } = head;
  return [{ ...head, cells: cells.map((cell) => ({ ...cell, gate, rule, feature }) as unknown as C) }];
}
