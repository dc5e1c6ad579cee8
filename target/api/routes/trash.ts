/** Competitors that were deleted: seen, brought back or removed for good by admins of their organisation. */
import { Problem } from '../errors.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import type { Services } from '../services.ts';
import { COMPETITOR_COLUMNS, type Competitor, findCompetitor, visibleTo } from './competitor-fields.ts';
import { conflictIfTaken } from './competitors.ts';
import { ADMINS, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/trash/competitors';

interface ById {
  params: { competitorId: string };
}

export function trashOperations({ database, changes }: Services): Operation[] {
  return [
    forMembers<{ query: PageQuery }>(ADMINS, {
      id: 'listTrash',
      method: 'GET',
      path: PATH,
      summary: 'Deleted competitors, latest first',
      scope: 'tenant',
      success: 200,
      answer: 'TrashPage',
      query: pageQuery,
      handler: async ({ who, query }) => ({
        body: await database.withTenant(who, (tx) =>
          pageOf<Competitor & { deletedAt: Date }>(tx, query, {
            select: `${COMPETITOR_COLUMNS}, c.deleted_at AS "deletedAt"`,
            from: 'FROM competitors c WHERE c.deleted_at IS NOT NULL',
            order: 'c.deleted_at DESC, c.id',
          }),
        ),
      }),
    }),
    forMembers<ById>(ADMINS, {
      id: 'restoreCompetitor',
      method: 'POST',
      path: `${PATH}/:competitorId/restore`,
      summary: 'Bring a competitor back from the trash',
      scope: 'tenant',
      success: 200,
      answer: 'Competitor',
      handler: async ({ who, params }) => {
        const restored = await conflictIfTaken(
          changes.commit(who, 'competitor.restore', async (tx) => {
            const touched = await tx.run(
              `UPDATE competitors SET deleted_at = NULL, version = version + 1
                WHERE id = $1 AND deleted_at IS NOT NULL`,
              [params.competitorId],
            );
            if (touched === 0) throw new Problem('not_found');
            const competitor = await findCompetitor(tx, params.competitorId);
            return { target: competitor.name, result: competitor };
          }),
        );
        return { body: visibleTo(who.role, restored) };
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'purgeCompetitor',
      method: 'DELETE',
      path: `${PATH}/:competitorId`,
      summary: 'Remove a deleted competitor for good, with its prices and attachments',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params }) => {
        await changes.commit(who, 'competitor.purge', async (tx) => {
          const removed = await tx.row<{ name: string }>(
            'DELETE FROM competitors WHERE id = $1 AND deleted_at IS NOT NULL RETURNING name',
            [params.competitorId],
          );
          if (!removed) throw new Problem('not_found');
          return { target: removed.name, result: undefined };
        });
        return {};
      },
    }),
  ];
}
