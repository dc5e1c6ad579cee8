/** The cells that stand for what the policy says too little to check. Each can only be blocked, and says what to add. */
import type { Policy } from '../../policy/types.ts';
import type { Cell, Gate } from '../model.ts';
import type { RuleId } from '../rules.ts';
import { type Group, group, matrixIdentities } from './cells.ts';
import { FAMILIES, type Family, belongsTo } from './families.ts';

/** A cell for which the policy lacks something: what, in a sentence. */
export type MissingCell = Cell & { missing: string };

const placeholder = (id: string, rule: RuleId, needs: string, way: string): Group<MissingCell>[] =>
  group<MissingCell>(
    {
      title: `The policy says enough for the checks of ${id}`,
      gate: id.split('/')[0] as Gate,
      rule,
      feature: 'policy',
    },
    [
      {
        id,
        title: `there is something to check of ${id}`,
        missing: `for this the policy needs ${needs}${way}`,
      },
    ],
  );

function wayOut({ id, none }: Family): string {
  const listed = `, or list ${id} under outOfScope, with reason and owner`;
  if (none !== undefined) return `${listed}, if the application has ${none}`;
  return /^(?:isolation|access)\//.test(id) ? '' : listed;
}

/** Whoever stands for nobody is asked for: a tenant whose people nobody is, a role that nobody has. */
function withoutPeople(policy: Policy): Group<MissingCell>[] {
  const people = matrixIdentities(policy);
  const missing = (kind: string, name: string): Group<MissingCell>[] =>
    placeholder(
      `infrastructure/matrix/${kind}/${name}`,
      'run-incomplete',
      `an identity with the purpose "matrix" for the ${kind} ${name}`,
      `, or take the ${kind} out of the policy`,
    );
  return [
    ...Object.keys(policy.tenants)
      .filter((name) => !people.some(({ tenant }) => tenant === name))
      .flatMap((name) => missing('tenant', name)),
    ...Object.keys(policy.roles)
      .filter((name) => !people.some(({ role }) => role === name))
      .flatMap((name) => missing('role', name)),
  ];
}

/** What is shown to work by another check is not shown at all where that one is not planned. */
const unproven = (policy: Policy, ids: ReadonlySet<string>): Group<MissingCell>[] =>
  Object.entries(policy.operations).flatMap(([name, { provenBy }]) =>
    provenBy === undefined || ids.has(provenBy)
      ? []
      : placeholder(
          `access/proven/${name}`,
          'operation-missing-for-role',
          `all that ${provenBy} needs, by which ${name} is said to be proven`,
          ', or take "provenBy" from it',
        ),
  );

/**
 * One cell for every family of checks of which nothing is planned.
 *
 * @param planned everything else in the plan
 */
export function missing(policy: Policy, planned: readonly Cell[]): Group<MissingCell>[] {
  const ids = planned.map(({ id }) => id);
  const isThere = (family: Family): boolean =>
    family.unless?.(policy) === true ||
    (family.said ? family.said(policy) : ids.some((id) => belongsTo(family, id)));
  return [
    ...FAMILIES.filter((family) => !isThere(family)).flatMap((family) =>
      placeholder(family.id, family.rule, family.needs, wayOut(family)),
    ),
    ...unproven(policy, new Set(ids)),
    ...withoutPeople(policy),
  ];
}

/** Whether a cell is put out of scope. Of isolation and access nothing is that could be checked, and each by its own id. */
export function isOutOfScope(cell: Cell, outOfScope: readonly { check: string }[]): boolean {
  if (cell.gate === 'isolation' || cell.gate === 'access')
    return 'missing' in cell && outOfScope.some(({ check }) => cell.id === check);
  return outOfScope.some(({ check }) => cell.id === check || cell.id.startsWith(`${check}/`));
}
