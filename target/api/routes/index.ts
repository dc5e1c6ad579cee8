/** The table of all operations. */
import type { Services } from '../services.ts';
import { alertOperations } from './alerts.ts';
import { attachmentOperations } from './attachments.ts';
import { auditOperations } from './audit.ts';
import { competitorOperations } from './competitors.ts';
import { dashboardOperations } from './dashboard.ts';
import { exportOperations } from './exports.ts';
import { invitationOperations } from './invitations.ts';
import { meOperations } from './me.ts';
import type { Operation } from './operation.ts';
import { platformOperations } from './platform.ts';
import { priceOperations } from './prices.ts';
import { settingsOperations } from './settings.ts';
import { systemOperations } from './system.ts';
import { trashOperations } from './trash.ts';
import { userOperations } from './users.ts';

/** Every operation of the API, in the order of its description. */
export function operationsOf(services: Services): Operation[] {
  const operations = [
    ...meOperations(services),
    ...competitorOperations(services),
    ...trashOperations(services),
    ...priceOperations(services),
    ...attachmentOperations(services),
    ...dashboardOperations(services),
    ...alertOperations(services),
    ...exportOperations(services),
    ...userOperations(services),
    ...invitationOperations(services),
    ...settingsOperations(services),
    ...auditOperations(services),
    ...platformOperations(services),
  ];
  return [...operations, ...systemOperations(services, operations)];
}
