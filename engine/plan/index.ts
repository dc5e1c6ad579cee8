/** The plan: every cell that the policy demands, computed before anything runs and before anything is filtered. */
import type { Policy } from '../../policy/types.ts';
import type { Cell } from '../model.ts';
import { probes } from '../kinds/index.ts';
import { type AddressMarkupCell, addressMarkup } from './address-markup.ts';
import { ALONE_LANE, type Group } from './cells.ts';
import * as client from './client.ts';
import * as database from './database.ts';
import * as disclosure from './disclosure.ts';
import * as accounts from './enumeration.ts';
import * as hygiene from './hygiene.ts';
import * as infrastructure from './infrastructure.ts';
import * as tls from './over-tls.ts';
import * as lifetime from './lifetime.ts';
import { deepLinks } from './links.ts';
import { logsOfOwn } from './logs.ts';
import * as login from './login.ts';
import { offeredTenants } from './offered.ts';
import * as outage from './outage.ts';
import { type MarkupCell, markupInInvitation, storedMarkup } from './markup.ts';
import * as messages from './messages.ts';
import { type MissingCell, isOutOfScope, missing } from './missing.ts';
import * as pages from './pages.ts';
import type { PlanOptions } from './pairs.ts';
import { publicData } from './public-data.ts';
import * as roles from './roles.ts';
import { secondFactors } from './second-factor.ts';
import * as session from './session.ts';
import * as tampering from './tampering.ts';
import * as watch from './watch.ts';

export * from './cells.ts';
export type * from './client.ts';
export type * from './database.ts';
export type * from './disclosure.ts';
export type * from './roles.ts';
export type * from './messages.ts';
export type * from './hygiene.ts';
export type * from './login.ts';
export type * from './second-factor.ts';
export type * from './session.ts';
export type { AddressMarkupCell, MarkupCell, MissingCell };
export { isOutOfScope };
export type { PlanOptions } from './pairs.ts';
export type * from './enumeration.ts';
export type * from './infrastructure.ts';
export type * from './over-tls.ts';
export type * from './lifetime.ts';
export type * from './outage.ts';
export type * from './tampering.ts';
export type * from './watch.ts';

/** All groups of a policy, by kind; the specs take theirs from here. Pure. */
export function makePlan(policy: Policy, browsers: readonly string[], options: PlanOptions = {}) {
  const all = probes(policy, options);
  const planned = {
    /** What is asked of the API: what only reads, what tries to change something, and what runs alone. */
    reads: all.filter(({ group }) => group.lane === undefined),
    changes: all.filter(({ group: { lane } }) => lane !== undefined && lane !== ALONE_LANE),
    alone: all.filter(({ group: { lane } }) => lane === ALONE_LANE),
    deepLinks: deepLinks(policy, options),
    logs: logsOfOwn(policy),
    publicData: publicData(policy),
    storedMarkup: storedMarkup(policy),
    markupInInvitation: markupInInvitation(policy),
    organisationSwitch: client.organisationSwitch(policy),
    secondLogin: client.secondLogin(policy),
    backForwardCache: client.backForwardCache(policy),
    lateAnswers: client.lateAnswers(policy),
    twoTabs: client.twoTabs(policy),
    browserStorage: client.browserStorage(policy),
    shownOnce: client.shownOnce(policy),
    backAfterLogout: client.backAfterLogout(policy),
    allowedPages: pages.allowedPages(policy),
    deniedPages: pages.deniedPages(policy),
    anonymousPages: pages.anonymousPages(policy),
    tamperedPages: tampering.tamperedPages(policy),
    tamperedWrites: tampering.tamperedWrites(policy),
    roleModel: roles.roleModel(policy),
    rolesElsewhere: roles.rolesElsewhere(policy),
    roleLists: roles.roleLists(policy),
    oddRoles: roles.oddRolesShown(policy),
    oddClaims: roles.oddClaims(policy),
    offeredTenants: offeredTenants(policy),
    signIns: session.signIns(policy),
    passwords: session.passwords(policy),
    openedInvitation: session.openedInvitation(policy),
    acceptedInvitation: session.acceptedInvitation(policy),
    secondFactors: secondFactors(policy),
    enumeration: accounts.enumeration(policy),
    enumerationByTime: accounts.enumerationByTime(policy),
    tokens: session.tokens(policy),
    expiredTokens: session.expiredTokens(policy),
    refreshTokens: lifetime.refreshTokens(policy),
    refusedRenewals: lifetime.refusedRenewals(policy),
    renewalsElsewhere: lifetime.renewalsElsewhere(policy),
    refreshLimits: lifetime.refreshLimits(policy),
    expiredStreams: lifetime.expiredStreams(policy),
    changesOfPerson: lifetime.changesOfPerson(policy),
    openPages: lifetime.openPages(policy),
    logoutElsewhere: lifetime.logoutElsewhere(policy),
    session: session.sessionChecks(policy),
    overTls: tls.overTls(),
    messages: messages.messages(policy),
    staleForms: messages.staleForms(policy),
    disclosure: disclosure.disclosureChecks(policy),
    login: login.loginChecks(policy),
    addressMarkup: addressMarkup(policy),
    hygiene: hygiene.hygieneChecks(),
    tables: database.tables(policy),
    database: database.databaseChecks(),
    outages: outage.outages(policy),
    halfDoneWrites: outage.halfDoneWrites(policy),
    slots: infrastructure.slots(policy),
    infrastructure: infrastructure.infrastructureChecks(policy, browsers),
    watches: watch.watches(),
    sensorControls: watch.sensorControls(),
    sensorHonesty: watch.sensorHonesty(),
  };
  return { ...planned, missing: missing(policy, cellsIn(planned)) };
}

export type Plan = ReturnType<typeof makePlan>;

/** Every group of a plan, whatever part it belongs to. */
export function groupsOf(plan: object): Group[] {
  const parts = Object.values(plan).flatMap((part: unknown): unknown[] =>
    Array.isArray(part) ? part : Object.values(part as object).flat(),
  );
  return (parts as (Group | { group: Group })[]).map((part) => ('group' in part ? part.group : part));
}

const cellsIn = (plan: object): Cell[] => groupsOf(plan).flatMap(({ cells }) => cells);

/** Every cell of a plan, without those that the policy puts out of scope for this deployment. */
export function cellsOf(plan: Plan, outOfScope: readonly { check: string }[]): Cell[] {
  return cellsIn(plan).filter((cell) => !isOutOfScope(cell, outOfScope));
}
