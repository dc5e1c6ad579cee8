/** What was done and tried in an organisation, for its admins. */
import { AUDIT_COLUMNS, type AuditEntry } from '../audit.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import type { Services } from '../services.ts';
import { ADMINS, forMembers, type Operation } from './operation.ts';

export function auditOperations({ database }: Services): Operation[] {
  return [
    forMembers<{ query: PageQuery }>(ADMINS, {
      id: 'listAudit',
      method: 'GET',
      path: '/api/v1/audit',
      summary: 'The audit log, latest first',
      scope: 'tenant',
      success: 200,
      answer: 'AuditPage',
      query: pageQuery,
      handler: async ({ who, query }) => ({
        body: await database.withTenant(who, (tx) =>
          pageOf<AuditEntry>(tx, query, {
            select: AUDIT_COLUMNS,
            from: 'FROM audit_log',
            order: 'at DESC, id',
          }),
        ),
      }),
    }),
  ];
}
