/** The plan: every cell that the policy demands, computed before anything runs and before anything is filtered. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import * as access from './access.ts';
import type { Group } from './cells.ts';
import * as gates from './gates.ts';
import * as isolation from './isolation.ts';
import * as watch from './watch.ts';

export * from './cells.ts';
export type * from './gates.ts';
export type * from './isolation.ts';
export type * from './watch.ts';

/** All groups of a policy, by kind; the specs take theirs from here. Pure. */
export function makePlan(policy: Policy, browsers: readonly string[]) {
  return {
    foreignReads: isolation.foreignReads(policy),
    existence: isolation.existence(policy),
    foreignWrites: isolation.foreignWrites(policy),
    ownRows: isolation.ownRows(policy),
    figures: isolation.figures(policy),
    searches: isolation.searches(policy),
    overrides: isolation.overrides(policy),
    deepLinks: isolation.deepLinks(policy),
    allowedReads: access.allowedReads(policy),
    hiddenFields: access.hiddenFields(policy),
    deniedRoles: access.deniedRoles(policy),
    withoutRights: access.withoutRights(policy),
    anonymousOperations: access.anonymousOperations(policy),
    allowedPages: access.allowedPages(policy),
    deniedPages: access.deniedPages(policy),
    anonymousPages: access.anonymousPages(policy),
    signIns: gates.signIns(policy),
    tokens: gates.tokens(policy),
    session: gates.sessionChecks(policy),
    malformed: gates.malformed(policy),
    disclosure: gates.disclosureChecks(),
    tables: gates.tables(policy),
    database: gates.databaseChecks(),
    slots: gates.slots(policy),
    infrastructure: gates.infrastructureChecks(policy, browsers),
    watches: watch.watches(),
    sensorControls: watch.sensorControls(),
    sensorHonesty: watch.sensorHonesty(),
  };
}

export type Plan = ReturnType<typeof makePlan>;

/** Every cell of a plan, without those that the policy puts out of scope for this deployment. */
export function cellsOf(plan: Plan, outOfScope: readonly { check: string }[]): Cell[] {
  const groups = Object.values(plan).flatMap((part): readonly Group[] =>
    Array.isArray(part) ? part : Object.values(part).flat(),
  );
  return groups
    .flatMap((entry) => entry.cells)
    .filter((cell) => !outOfScope.some(({ check }) => cell.id === check || cell.id.startsWith(`${check}/`)));
}
