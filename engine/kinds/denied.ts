/**
 * Whoever has no right to an operation is refused: roles that the policy does not name, accounts without a role or a
 * tenant, and nobody at all. Each sends a valid request, so that only its rights can be the reason.
 */
import { Unproven, type World } from '../checks/world.ts';
import type { OperationPolicy, Policy } from '../../policy/types.ts';
import {
  ANONYMOUS,
  type Draft,
  type Group,
  type OperationCell,
  firstOfEachRole,
  group,
  lanes,
  matrixIdentities,
} from '../plan/cells.ts';
import type { Problem } from '../record/problem.ts';
import type { RuleId } from '../rules.ts';
import { deniedRead, deniedWrite, expendable, expendables, ownMade } from './denial.ts';
import { type Kind, guarded, sayingBody } from './kind.ts';

/** The tenant at whose resource somebody knocks: the own one, or, for people without any, the first. */
export const knockedAt = (policy: Policy, cell: Draft<OperationCell>): string | undefined =>
  policy.operations[cell.operation]?.scope === 'platform'
    ? undefined
    : (cell.tenant ?? Object.keys(policy.tenants)[0]);

/** What the answer must not hold. A colleague may know the tenant's values; a denial still must not hand out the resource. */
function unknownTo(world: World, { actor, tenant }: OperationCell, knocked: string | undefined): string[] {
  const isColleague = actor !== ANONYMOUS && tenant !== undefined;
  return isColleague ? [] : world.victimValues(knocked ?? Object.keys(world.policy.tenants)[0]);
}

/** A valid request of somebody without the right to it. */
export async function refused(world: World, cell: OperationCell): Promise<Problem[]> {
  const operation = world.operation(cell.operation);
  const tenant = knockedAt(world.policy, cell);
  const values = unknownTo(world, cell, tenant);
  if (operation.writes)
    return deniedWrite(world, cell, await expendable(world, cell.operation, tenant), values);
  const binding = await world.bind(operation.path, tenant, world.steward(tenant));
  return deniedRead(world, cell, { binding, tenant }, values);
}

/**
 * The same, and a change with every kind of what it changes or makes, and with a row that the actor made itself: one of them
 * may be nobody's to refuse.
 */
async function refusedInEveryKind(world: World, cell: OperationCell): Promise<Problem[]> {
  if (!world.operation(cell.operation).writes) return refused(world, cell);
  const tenant = knockedAt(world.policy, cell);
  const values = unknownTo(world, cell, tenant);
  const trials = [...(await expendables(world, cell.operation, tenant)), ...(await ownMade(world, cell))];
  for (const { target, variety } of trials) {
    const problems = await deniedWrite(world, cell, target, values, variety);
    if (problems.length > 0) return problems;
  }
  return [];
}

interface Actor {
  actor: string;
  /** Where it belongs; undefined for nobody, and for people without a tenant. */
  tenant?: string;
  /** The part of the cell's id before the operation. */
  kind: string;
  /** The body that is sent, where it is not the usual one. */
  body?: string;
}

function refusals(
  policy: Policy,
  rule: RuleId,
  title: (operation: string) => string,
  actorsAt: (operation: OperationPolicy) => Actor[],
): Group<OperationCell>[] {
  return guarded(policy).flatMap(([name, operation]) => {
    const cells = actorsAt(operation).map(({ actor, tenant, kind, body }): Draft<OperationCell> => ({
      id: ['access', kind, name, ...(body ? [body] : []), ...(actor === ANONYMOUS ? [] : [actor])].join('/'),
      title:
        actor === ANONYMOUS
          ? `${name} is refused without a sign-in`
          : `${actor} cannot call ${name}${sayingBody(body)}`,
      operation: name,
      actor,
      ...(body ? { body } : {}),
      ...(tenant ? { tenant } : {}),
    }));
    const head = { title: title(name), gate: 'access', rule, feature: operation.resource ?? name } as const;
    return operation.writes ? lanes(head, cells, (cell) => knockedAt(policy, cell)) : group(head, cells);
  });
}

/** The forbidden twins: every role that the policy does not name is refused. */
export const deniedRole: Kind = {
  plan: (policy) =>
    refusals(
      policy,
      'operation-beyond-role',
      (name) => `No role beyond the policy calls ${name}`,
      (operation) => {
        const denied = matrixIdentities(policy).filter(({ role }) => !operation.roles.includes(role));
        const knocking = (people: typeof denied, kind: string, body?: string): Actor[] =>
          people.map(({ name: actor, tenant }) => ({
            actor,
            kind,
            ...(tenant ? { tenant } : {}),
            ...(body ? { body } : {}),
          }));
        return [
          ...knocking(denied, 'denied-role'),
          // Who may ask can depend on what is asked for, but hardly on the tenant besides.
          ...Object.keys(operation.bodies).flatMap((body) =>
            knocking(firstOfEachRole(denied), 'by-body/denied-role', body),
          ),
        ];
      },
    ),
  judge: refusedInEveryKind,
};

/** As {@link refused}; a 401, which a session that is over is answered too, is tried again with one that just began. */
async function refusedWithoutRights(world: World, cell: OperationCell): Promise<Problem[]> {
  try {
    return await refused(world, cell);
  } catch (error) {
    if (!(error instanceof Unproven)) throw error;
    const { accessToken } = await world.tokensOf(cell.actor);
    world.lend(cell.actor, world.clientWith(accessToken));
    try {
      return await refused(world, cell);
    } finally {
      world.lend(cell.actor, undefined);
    }
  }
}

/** Accounts without a role or without a tenant are refused everywhere. */
export const withoutRights: Kind = {
  plan: (policy) =>
    refusals(
      policy,
      'operation-beyond-role',
      (name) => `Nobody without a role or a tenant calls ${name}`,
      (operation) =>
        operation.noTenant
          ? []
          : Object.entries(policy.identities).flatMap(([actor, { purpose, tenant }]) =>
              purpose === 'no-role' || purpose === 'no-tenant'
                ? [{ actor, kind: purpose, ...(tenant ? { tenant } : {}) }]
                : [],
            ),
    ),
  judge: refusedWithoutRights,
};

/** Nobody who has not signed in gets an answer. */
export const anonymous: Kind = {
  plan: (policy) =>
    refusals(
      policy,
      'operation-anonymous',
      (name) => `Nobody calls ${name} without a sign-in`,
      () => [{ actor: ANONYMOUS, kind: 'anonymous' }],
    ),
  judge: refused,
};
