/** Every kind of probe, in the order in which a report lists them. */
import type { Policy } from '../../policy/types.ts';
import type { PlanOptions } from '../plan/pairs.ts';
import { allowedRead } from './allowed-read.ts';
import { alikeErrors } from './alike-errors.ts';
import { allowedWrite } from './allowed-write.ts';
import { anonymous, deniedRole, withoutRights } from './denied.ts';
import { deniedField } from './denied-field.ts';
import { databaseBehind } from './database-behind.ts';
import { broughtBack } from './brought-back.ts';
import { claimedRights } from './claimed-rights.ts';
import { closedTenant } from './closed-tenant.ts';
import { conflict } from './conflict.ts';
import { disabledUser } from './disabled-user.ts';
import { existence } from './existence.ts';
import { hiddenFields } from './fields.ts';
import { askedFields } from './fields-asked.ts';
import { hiddenElsewhereFields } from './fields-elsewhere.ts';
import { writtenFields } from './fields-written.ts';
import { fieldsInFile } from './fields-in-file.ts';
import { fieldsInStream } from './fields-in-stream.ts';
import { hiddenChanged } from './hidden-changed.ts';
import { exportedFormulas } from './exported-formulas.ts';
import { fileContent } from './file-content.ts';
import { fileName } from './file-name.ts';
import { figures } from './figures.ts';
import { fragments } from './fragments.ts';
import { framings } from './framings.ts';
import { foreignRead } from './foreign-read.ts';
import { foreignWrite } from './foreign-write.ts';
import { invitation } from './invitation.ts';
import { invitationTooLate } from './invitation-too-late.ts';
import { hostTrusted } from './host-trusted.ts';
import { type Probe, probesOf } from './kind.ts';
import { linkOfChanged } from './link-of-changed.ts';
import { linkOfClosed } from './link-of-closed.ts';
import { linkTold } from './link-told.ts';
import { listTotal } from './list-total.ts';
import { listTogether } from './list-together.ts';
import { listWalk } from './list-walk.ts';
import { live } from './live.ts';
import { load } from './load.ts';
import { loadRoles } from './load-roles.ts';
import { loadWrite } from './load-write.ts';
import { logElsewhere } from './log-elsewhere.ts';
import { logKept } from './log-kept.ts';
import { malformed } from './malformed.ts';
import { lookup } from './lookup.ts';
import { massAssignment } from './mass-assignment.ts';
import { otherUser } from './other-user.ts';
import { notRemoved } from './not-removed.ts';
import { ownRecord } from './own-record.ts';
import { originSharedByOperation } from './origin-shared.ts';
import { overrideWrite } from './override-write.ts';
import { override } from './override.ts';
import { ownRows } from './own-rows.ts';
import { personElsewhere } from './person-elsewhere.ts';
import { relation } from './relation.ts';
import { removedRows } from './removed.ts';
import { removedFromFile } from './removed-from-file.ts';
import { removedFromList } from './removed-from-list.ts';
import { roleAbove } from './role-above.ts';
import { routeVariant } from './route-variant.ts';
import { sameFile } from './same-file.ts';
import { sameRequestKey } from './same-request-key.ts';
import { searches } from './search.ts';
import { hiddenFromAlike } from './order-alike.ts';
import { hiddenOrder } from './order-hidden.ts';
import { hiddenWords } from './search-hidden.ts';
import { roleChange } from './role-change.ts';
import { servedFile } from './served-file.ts';
import { severalTenants } from './several-tenants.ts';
import { signedLink } from './signed-link.ts';
import { staleVersion } from './stale-version.ts';
import { switched } from './switched.ts';
import { taken } from './taken.ts';
import { timing } from './timing.ts';
import { undisturbed } from './undisturbed.ts';
import { versionRace } from './version-race.ts';
import { underWay } from './under-way.ts';
import { writtenFile } from './written-file.ts';

export type { Probe } from './kind.ts';

/** The probes of a policy, of all kinds. Pure. */
export function probes(policy: Policy, options: PlanOptions): Probe[] {
  return [
    ...probesOf(foreignRead, policy, options),
    ...probesOf(existence, policy, options),
    ...probesOf(lookup, policy, options),
    ...probesOf(severalTenants, policy, options),
    ...probesOf(personElsewhere, policy, options),
    ...probesOf(foreignWrite, policy, options),
    ...probesOf(ownRows, policy, options),
    ...probesOf(listWalk, policy, options),
    ...probesOf(listTogether, policy, options),
    ...probesOf(listTotal, policy, options),
    ...probesOf(figures, policy, options),
    ...probesOf(searches, policy, options),
    ...probesOf(override, policy, options),
    ...probesOf(loadWrite, policy, options),
    ...probesOf(overrideWrite, policy, options),
    ...probesOf(databaseBehind, policy, options),
    ...probesOf(otherUser, policy, options),
    ...probesOf(underWay, policy, options),
    ...probesOf(relation, policy, options),
    ...probesOf(taken, policy, options),
    ...probesOf(massAssignment, policy, options),
    ...probesOf(writtenFile, policy, options),
    ...probesOf(exportedFormulas, policy, options),
    ...probesOf(sameFile, policy, options),
    ...probesOf(sameRequestKey, policy, options),
    ...probesOf(servedFile, policy, options),
    ...probesOf(fileName, policy, options),
    ...probesOf(roleChange, policy, options),
    ...probesOf(undisturbed, policy, options),
    ...probesOf(timing, policy, options),
    ...probesOf(load, policy, options),
    ...probesOf(loadRoles, policy, options),
    ...probesOf(live, policy, options),
    ...probesOf(signedLink, policy, options),
    ...probesOf(linkTold, policy, options),
    ...probesOf(invitation, policy, options),
    ...probesOf(invitationTooLate, policy, options),
    ...probesOf(logElsewhere, policy, options),
    ...probesOf(logKept, policy, options),
    ...probesOf(allowedRead, policy, options),
    ...probesOf(allowedWrite, policy, options),
    ...probesOf(hiddenFields, policy, options),
    ...probesOf(askedFields, policy, options),
    ...probesOf(hiddenElsewhereFields, policy, options),
    ...probesOf(writtenFields, policy, options),
    ...probesOf(fieldsInFile, policy, options),
    ...probesOf(fieldsInStream, policy, options),
    ...probesOf(hiddenChanged, policy, options),
    ...probesOf(hiddenWords, policy, options),
    ...probesOf(hiddenOrder, policy, options),
    ...probesOf(hiddenFromAlike, policy, options),
    ...probesOf(deniedRole, policy, options),
    ...probesOf(withoutRights, policy, options),
    ...probesOf(deniedField, policy, options),
    ...probesOf(ownRecord, policy, options),
    ...probesOf(removedRows, policy, options),
    ...probesOf(removedFromFile, policy, options),
    ...probesOf(removedFromList, policy, options),
    ...probesOf(notRemoved, policy, options),
    ...probesOf(anonymous, policy, options),
    ...probesOf(disabledUser, policy, options),
    ...probesOf(switched, policy, options),
    ...probesOf(closedTenant, policy, options),
    ...probesOf(linkOfChanged, policy, options),
    ...probesOf(claimedRights, policy, options),
    ...probesOf(linkOfClosed, policy, options),
    ...probesOf(routeVariant, policy, options),
    ...probesOf(roleAbove, policy, options),
    ...probesOf(originSharedByOperation, policy, options),
    ...probesOf(malformed, policy, options),
    ...probesOf(fileContent, policy, options),
    ...probesOf(fragments, policy, options),
    ...probesOf(framings, policy, options),
    ...probesOf(hostTrusted, policy, options),
    ...probesOf(staleVersion, policy, options),
    ...probesOf(versionRace, policy, options),
    ...probesOf(conflict, policy, options),
    ...probesOf(broughtBack, policy, options),
    ...probesOf(alikeErrors, policy, options),
  ];
}
