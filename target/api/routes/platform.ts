/** What the platform's own people do: manage organisations and count. They read nothing of what is inside. */
import { AUDIT_COLUMNS, type AuditEntry, recordOnPlatform } from '../audit.ts';
import type { PlatformPerson } from '../auth/principal.ts';
import { isReferenceViolation } from '../db/failures.ts';
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { object, text } from '../http/schema.ts';
import { together } from '../identity-provider.ts';
import type { Services } from '../services.ts';
import { conflictIfTaken } from './competitors.ts';
import { forPlatform, type Operation } from './operation.ts';

const PATH = '/api/v1/platform/organisations';
const ITEM = `${PATH}/:organisationId`;

const COLUMNS = `o.tenant_id AS id, o.name, o.display_name AS "displayName", o.status, o.created_at AS "createdAt",
  (SELECT count(*)::int FROM memberships m WHERE m.tenant_id = o.tenant_id) AS members`;

interface Organisation {
  id: string;
  name: string;
  displayName: string;
  status: 'active' | 'disabled';
  createdAt: Date;
  members: number;
}

interface ById {
  params: { organisationId: string };
}

async function findOrganisation(tx: Transaction, id: string, lock = false): Promise<Organisation> {
  const row = await tx.row<Organisation>(
    `SELECT ${COLUMNS} FROM organisations o WHERE o.tenant_id = $1 ${lock ? 'FOR UPDATE OF o' : ''}`,
    [id],
  );
  if (!row) throw new Problem('not_found');
  return row;
}

export function platformOperations({ platform, identityProvider, sessions }: Services): Operation[] {
  const setStatus = async (
    who: PlatformPerson,
    id: string,
    status: Organisation['status'],
  ): Promise<Organisation> => {
    const changed = await together((take) =>
      platform.transaction(async (tx) => {
        const before = await findOrganisation(tx, id, true);
        if (before.status === status) return before;
        await tx.run('UPDATE organisations SET status = $2 WHERE tenant_id = $1', [id, status]);
        await recordOnPlatform(
          tx,
          who,
          `organisation.${status === 'active' ? 'enable' : 'disable'}`,
          before.name,
        );
        const after = await findOrganisation(tx, id);
        await take(identityProvider.disabled(id, status === 'disabled'));
        return after;
      }),
    );
    if (status === 'disabled') sessions.organisationClosed(id);
    return changed;
  };

  return [
    forPlatform<{ query: PageQuery }>({
      id: 'listOrganisations',
      method: 'GET',
      path: PATH,
      summary: 'All organisations',
      scope: 'platform',
      success: 200,
      answer: 'OrganisationPage',
      query: pageQuery,
      handler: async ({ query }) => ({
        body: await platform.transaction((tx) =>
          pageOf<Organisation>(tx, query, {
            select: COLUMNS,
            from: 'FROM organisations o',
            order: 'o.name',
          }),
        ),
      }),
    }),
    forPlatform<{ body: { name: string; displayName: string } }>({
      id: 'createOrganisation',
      method: 'POST',
      path: PATH,
      summary: 'Make an organisation, here and at the identity provider',
      scope: 'platform',
      success: 201,
      answer: 'Organisation',
      body: object(
        { name: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{1,48}$' }, displayName: text(120) },
        ['name', 'displayName'],
      ),
      handler: async ({ who, body }) => {
        const created = await conflictIfTaken(
          together((take) =>
            platform.transaction(async (tx) => {
              const taken = await tx.row('SELECT FROM organisations WHERE name = $1', [body.name]);
              if (taken) throw new Problem('conflict');
              let id = '';
              await take({
                apply: async () => {
                  id = await identityProvider.createOrganisation(body.name, body.displayName);
                },
                revert: async () => {
                  if (id !== '') await identityProvider.deleteOrganisation(id);
                },
              });
              await tx.run('INSERT INTO organisations (tenant_id, name, display_name) VALUES ($1, $2, $3)', [
                id,
                body.name,
                body.displayName,
              ]);
              await recordOnPlatform(tx, who, 'organisation.create', body.name);
              return findOrganisation(tx, id);
            }),
          ),
        );
        return { body: created, headers: { location: `${PATH}/${created.id}` } };
      },
    }),
    forPlatform<ById>({
      id: 'getOrganisation',
      method: 'GET',
      path: ITEM,
      summary: 'One organisation',
      scope: 'platform',
      success: 200,
      answer: 'Organisation',
      handler: async ({ params }) => ({
        body: await platform.transaction((tx) => findOrganisation(tx, params.organisationId)),
      }),
    }),
    forPlatform<ById>({
      id: 'deleteOrganisation',
      method: 'DELETE',
      path: ITEM,
      summary: 'Remove an organisation that has neither members nor data',
      scope: 'platform',
      success: 204,
      handler: async ({ who, params }) => {
        await platform
          .transaction(async (tx) => {
            const { name } = await findOrganisation(tx, params.organisationId, true);
            // The references decide, whatever tables are added later: any row at all keeps the organisation.
            await tx.run('DELETE FROM organisations WHERE tenant_id = $1', [params.organisationId]);
            await recordOnPlatform(tx, who, 'organisation.delete', name);
            // Last, since it cannot be taken back.
            await identityProvider.deleteOrganisation(params.organisationId);
          })
          .catch((error: unknown) => {
            throw isReferenceViolation(error) ? new Problem('conflict') : error;
          });
        return {};
      },
    }),
    forPlatform<ById>({
      id: 'disableOrganisation',
      method: 'POST',
      path: `${ITEM}/disable`,
      summary: 'Close an organisation to its members, at once',
      scope: 'platform',
      success: 200,
      answer: 'Organisation',
      handler: async ({ who, params }) => ({ body: await setStatus(who, params.organisationId, 'disabled') }),
    }),
    forPlatform<ById>({
      id: 'enableOrganisation',
      method: 'POST',
      path: `${ITEM}/enable`,
      summary: 'Open an organisation again',
      scope: 'platform',
      success: 200,
      answer: 'Organisation',
      handler: async ({ who, params }) => ({ body: await setStatus(who, params.organisationId, 'active') }),
    }),
    forPlatform({
      id: 'getStatistics',
      method: 'GET',
      path: '/api/v1/platform/statistics',
      summary: 'Counts over the whole platform',
      scope: 'platform',
      success: 200,
      answer: 'Statistics',
      handler: async () => ({
        body: await platform.transaction((tx) =>
          tx.row(
            `SELECT (SELECT count(*)::int FROM organisations) AS organisations,
                    (SELECT count(*)::int FROM organisations WHERE status = 'active') AS "activeOrganisations",
                    (SELECT count(DISTINCT user_id)::int FROM memberships) AS members,
                    (SELECT count(*)::int FROM competitors) AS competitors,
                    (SELECT count(*)::int FROM price_observations) AS observations,
                    (SELECT count(*)::int FROM attachments) AS attachments,
                    (SELECT count(*)::int FROM alerts) AS alerts,
                    (SELECT count(*)::int FROM exports) AS exports`,
          ),
        ),
      }),
    }),
    forPlatform<{ query: PageQuery }>({
      id: 'listPlatformAudit',
      method: 'GET',
      path: '/api/v1/platform/audit',
      summary: 'The platform’s own audit log, latest first',
      scope: 'platform',
      success: 200,
      answer: 'AuditPage',
      query: pageQuery,
      handler: async ({ query }) => ({
        body: await platform.transaction((tx) =>
          pageOf<AuditEntry>(tx, query, {
            select: AUDIT_COLUMNS,
            from: 'FROM platform_audit',
            order: 'at DESC, id',
          }),
        ),
      }),
    }),
  ];
}
