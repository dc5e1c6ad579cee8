/**
 * A kind of probe: which cells it adds to the plan, and how one of them is judged. One file a kind; an operation that is
 * added to the policy gets the cells of every kind that applies to it.
 */
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import type { World } from '../checks/world.ts';
import { type Draft, type Group, type OperationCell, matrixIdentities } from '../plan/cells.ts';
import type { PlanOptions, Stranger } from '../plan/pairs.ts';
import { addressedBy } from '../policy/resources.ts';
import type { Problem } from '../record/problem.ts';
import type { Expected } from '../sensors/verdict.ts';

/** A cell about what belongs to one tenant. */
export type TenantCell = OperationCell & { tenant: string };

export interface Kind<C extends OperationCell = OperationCell> {
  /** Pure: computed from the policy alone. */
  plan(policy: Policy, options: PlanOptions): Group<C>[];
  /** An empty list when all is well. Throws Blocked when it could not be verified. */
  judge(world: World, cell: C): Promise<Problem[]>;
  /** Brings about what the cells of a group need, has them judged by `run`, and puts everything back. */
  around?(world: World, group: Group<C>, run: () => Promise<void>): Promise<void>;
  /** What the sensors see because the cells of a group bring it about. */
  expects?(group: Group<C>): Expected[];
}

/** A group of a kind, with its judge. */
export interface Probe {
  group: Group<OperationCell>;
  judge: (world: World, cell: OperationCell) => Promise<Problem[]>;
  around?: (world: World, run: () => Promise<void>) => Promise<void>;
  expects: readonly Expected[];
}

/** The probes of one kind. */
export function probesOf<C extends OperationCell>(
  kind: Kind<C>,
  policy: Policy,
  options: PlanOptions,
): Probe[] {
  return kind.plan(policy, options).map((group) => ({
    group,
    // The cells of the group are the kind's own.
    judge: (world, cell) => kind.judge(world, cell as C),
    expects: kind.expects?.(group) ?? [],
    ...(kind.around ? { around: (world, run) => kind.around?.(world, group, run) ?? run() } : {}),
  }));
}

export type Named = [name: string, operation: OperationPolicy];

export function operationsOf(policy: Policy, wanted: (operation: OperationPolicy) => boolean): Named[] {
  return Object.entries(policy.operations).filter(([, operation]) => wanted(operation));
}

/** Streams that tell of something that can be brought about. */
export const streams = (policy: Policy): Named[] =>
  operationsOf(policy, ({ stream, feeds }) => stream && feeds !== undefined);

/** Operations that need a sign-in. */
export const guarded = (policy: Policy): Named[] =>
  operationsOf(policy, (operation) => operation.scope !== 'public');

/** For titles: the body that is sent, where it is not the usual one. */
export const sayingBody = (body: string | undefined): string =>
  body === undefined ? '' : ` with the body “${body}”`;

export const isRead = ({ method, stream }: OperationPolicy): boolean => method === 'GET' && !stream;

/** Whether the operation names a row of a tenant by its id. */
export function namesTenantRow(policy: Policy, { scope, path }: OperationPolicy): boolean {
  const addressed = addressedBy(policy, path);
  return (
    (scope === 'tenant' || scope === 'own') && addressed !== undefined && addressed[1].owner !== 'platform'
  );
}

/** The cell of one stranger at an operation. */
export function strangerCell(
  kind: string,
  operation: string,
  says: (stranger: Stranger) => string,
): (stranger: Stranger) => Draft<TenantCell> {
  return (stranger) => ({
    id: `${kind}/${operation}/${stranger.actor}/${stranger.tenant}`,
    title: says(stranger),
    operation,
    actor: stranger.actor,
    tenant: stranger.tenant,
  });
}

/** Whoever of a tenant is among these roles, and is not shown every field of the resource. */
export function shownInPart(
  policy: Policy,
  resource: string,
  roles: readonly string[],
): { actor: string; tenant: string }[] {
  const hides = Object.keys(policy.resources[resource]?.hidden ?? {});
  return matrixIdentities(policy).flatMap(({ name: actor, role, tenant }) =>
    tenant !== undefined && roles.includes(role) && hides.includes(role) ? [{ actor, tenant }] : [],
  );
}
