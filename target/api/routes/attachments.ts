/** Files attached to a competitor. */
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { fileHeaders, readUpload } from '../http/files.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import type { Services } from '../services.ts';
import { findCompetitor } from './competitor-fields.ts';
import { ADMINS, ALL, EDITORS, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/competitors/:competitorId/attachments';
const ITEM = `${PATH}/:attachmentId`;

const COLUMNS = `a.id, a.competitor_id AS "competitorId", a.file_name AS "fileName",
  a.content_type AS "contentType", a.size, a.created_at AS "createdAt"`;

interface Attachment {
  id: string;
  competitorId: string;
  fileName: string;
  contentType: string;
  size: number;
  createdAt: Date;
}

interface OfCompetitor {
  params: { competitorId: string };
}
interface ById {
  params: { competitorId: string; attachmentId: string };
}

async function findAttachment<Row extends Attachment>(
  tx: Transaction,
  params: ById['params'],
  columns = COLUMNS,
): Promise<Row> {
  await findCompetitor(tx, params.competitorId);
  const row = await tx.row<Row>(
    `SELECT ${columns} FROM attachments a WHERE a.competitor_id = $1 AND a.id = $2`,
    [params.competitorId, params.attachmentId],
  );
  if (!row) throw new Problem('not_found');
  return row;
}

export function attachmentOperations({ database, changes }: Services): Operation[] {
  return [
    forMembers<OfCompetitor & { query: PageQuery }>(ALL, {
      id: 'listAttachments',
      method: 'GET',
      path: PATH,
      summary: 'Attached files, latest first',
      scope: 'tenant',
      success: 200,
      answer: 'AttachmentPage',
      query: pageQuery,
      handler: async ({ who, params, query }) => ({
        body: await database.withTenant(who, async (tx) => {
          await findCompetitor(tx, params.competitorId);
          return pageOf<Attachment>(tx, query, {
            select: COLUMNS,
            from: 'FROM attachments a WHERE a.competitor_id = $1',
            order: 'a.created_at DESC, a.id',
            values: [params.competitorId],
          });
        }),
      }),
    }),
    forMembers<OfCompetitor>(EDITORS, {
      id: 'addAttachment',
      method: 'POST',
      path: PATH,
      summary: 'Attach a file of at most 256 KiB: text, CSV, PDF or PNG',
      scope: 'tenant',
      success: 201,
      answer: 'Attachment',
      upload: true,
      handler: async ({ who, params, request }) => {
        const { fileName, contentType, content } = await readUpload(request);
        const created = await changes.commit(who, 'attachment.create', async (tx) => {
          const competitor = await findCompetitor(tx, params.competitorId);
          const row = await tx.row<Attachment>(
            `INSERT INTO attachments AS a (tenant_id, competitor_id, file_name, content_type, size, content)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
            [who.tenantId, competitor.id, fileName, contentType, content.length, content],
          );
          return { target: fileName, result: row };
        });
        const location = `${PATH.replace(':competitorId', params.competitorId)}/${created?.id}`;
        return { body: created, headers: { location } };
      },
    }),
    forMembers<ById>(ALL, {
      id: 'getAttachment',
      method: 'GET',
      path: ITEM,
      summary: 'What is known about a file',
      scope: 'tenant',
      success: 200,
      answer: 'Attachment',
      handler: async ({ who, params }) => ({
        body: await database.withTenant(who, (tx) => findAttachment(tx, params)),
      }),
    }),
    forMembers<ById>(ALL, {
      id: 'downloadAttachment',
      method: 'GET',
      path: `${ITEM}/download`,
      summary: 'The file itself',
      scope: 'tenant',
      success: 200,
      handler: async ({ who, params }) => {
        const file = await database.withTenant(who, (tx) =>
          findAttachment<Attachment & { content: Buffer }>(tx, params, `${COLUMNS}, a.content`),
        );
        return { body: file.content, headers: fileHeaders(file.fileName, file.contentType) };
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'deleteAttachment',
      method: 'DELETE',
      path: ITEM,
      summary: 'Remove a file',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params }) => {
        await changes.commit(who, 'attachment.delete', async (tx) => {
          const file = await findAttachment(tx, params);
          await tx.run('DELETE FROM attachments WHERE id = $1', [file.id]);
          return { target: file.fileName, result: undefined };
        });
        return {};
      },
    }),
  ];
}
