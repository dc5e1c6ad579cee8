/** What the plan is made of: cells that know whom they ask and what, in groups of one operation and one kind of attacker. */
import type { Policy } from '../../policy/types.ts';
import { groupBy } from '../report/group.ts';
import type { Cell, Gate } from '../model.ts';
import { reachOf } from '../policy/reach.ts';
import type { RuleId } from '../rules.ts';

/** A cell that asks one operation of the API. */
export interface OperationCell extends Cell {
  operation: string;
  /** The identity that asks; `anonymous` for nobody. */
  actor: string;
  /** The name of the body that is sent, where it is not the usual one. */
  body?: string;
  /** The tenant whose resource is asked for; the actor's own tenant in a positive control. */
  tenant?: string;
}

/** A cell that visits one page. */
export interface PageCell extends Cell {
  page: string;
  actor: string;
  tenant?: string;
}

export const ANONYMOUS = 'anonymous';

/** One Playwright test: a title, and the cells that it settles. */
export interface Group<C extends Cell = Cell> {
  title: string;
  gate: Gate;
  rule: RuleId;
  /** Rules besides, a breach of which its checks or the sensors around them are there to see. */
  also?: readonly RuleId[];
  feature: string;
  /** Who asks in every cell, where that is nobody: no identity signs in for it. */
  actor?: typeof ANONYMOUS;
  cells: C[];
  /**
   * The tenant whose rows the group tries to change. Such groups run after those that only read, one at a time for
   * each tenant, so that none falsifies what another compares. Absent where nothing is tried to be changed.
   */
  lane?: string;
  /** Its cells wait more than they ask, and none changes what another sees: they are settled at once. */
  atOnce?: boolean;
}

/** The lane of what belongs to no tenant. */
export const PLATFORM_LANE = 'platform';
/**
 * The lane of what must have the deployment to itself: what disables, invites or logs out, what listens to what happens,
 * and what measures. Its groups run one after the other, when nothing else does.
 */
export const ALONE_LANE = 'alone';

/** Identities that stand for their tenant and role, in the order of the policy. */
export function matrixIdentities(policy: Policy): { name: string; tenant?: string; role: string }[] {
  return Object.entries(policy.identities).flatMap(([name, identity]) =>
    identity.purpose === 'matrix' && identity.role
      ? [{ name, role: identity.role, ...(identity.tenant ? { tenant: identity.tenant } : {}) }]
      : [],
  );
}

/** The first of each role: what a role may shows at whoever has it. */
export const firstOfEachRole = <P extends { role: string }>(people: readonly P[]): P[] =>
  people.filter(({ role }, index) => people.findIndex((other) => other.role === role) === index);

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
  return matrixIdentities(policy)
    .filter((identity) => identity.tenant === tenant)
    .sort((a, b) => reachOf(policy, b.role) - reachOf(policy, a.role))[0]?.name;
}

/** Somebody of a tenant whom the run may change: the first whom the policy lets it. */
export function managedOf(policy: Policy): { name: string; tenant: string; role?: string } | undefined {
  for (const [name, { purpose, tenant, role }] of Object.entries(policy.identities))
    if (purpose === 'managed' && tenant) return { name, tenant, ...(role === undefined ? {} : { role }) };
  return undefined;
}

/** Every ordered pair of different tenants: [stranger, victim]. */
export function orderedPairs(policy: Policy): [stranger: string, victim: string][] {
  const tenants = Object.keys(policy.tenants);
  return tenants.flatMap((a) => tenants.filter((b) => b !== a).map((b): [string, string] => [a, b]));
}

type Head = Omit<Group, 'cells'>;
/** A cell before it is told what its group checks. */
export type Draft<C extends Cell> = Omit<C, 'gate' | 'rule' | 'feature'>;

/** Groups of cells that try to change something, one for each tenant whose rows are at stake. */
export function lanes<C extends OperationCell>(
  head: Head,
  cells: Draft<C>[],
  tenantOf: (cell: Draft<C>) => string | undefined = ({ tenant }) => tenant,
): Group<C>[] {
  const byLane = groupBy(cells, (cell) => tenantOf(cell) ?? PLATFORM_LANE);
  return [...byLane].flatMap(([lane, own]) =>
    group<C>({ ...head, title: `${head.title} (${lane})`, lane }, own),
  );
}

/** Builds a group, or none where there is nothing to check. */
export function group<C extends Cell>(head: Head, cells: Draft<C>[]): Group<C>[] {
  if (cells.length === 0) return [];
  const { gate, rule, feature, actor } = head;
  const shared = { ...(actor ? { actor } : {}), gate, rule, feature };
  return [{ ...head, cells: cells.map((cell) => ({ ...cell, ...shared }) as unknown as C) }];
}

export type IdentityCell = Cell & { identity: string };

/** A group of one cell, which says the same as its group. */
export const single = (
  gate: Cell['gate'],
  rule: Cell['rule'],
  feature: string,
  id: string,
  title: string,
): Group[] => group<Cell>({ title, gate, rule, feature }, [{ id: `${gate}/${id}`, title }]);
