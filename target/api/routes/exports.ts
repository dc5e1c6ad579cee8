/** Exports: everybody who may have them sees their own; a link stands in for the session for some seconds. */
import { recordInTenant } from '../audit.ts';
import type { Member } from '../auth/principal.ts';
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { mayExport } from '../exports/worker.ts';
import { fileHeaders } from '../http/files.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { choice, object } from '../http/schema.ts';
import type { Services } from '../services.ts';
import { EDITORS, forAnybody, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/exports';
const ITEM = `${PATH}/:exportId`;
/** In milliseconds: a link is followed as soon as it is there. */
const LINK_LIFETIME = 6_000;
const TYPES: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' };

const COLUMNS = 'id, kind, format, status, created_at AS "createdAt", row_count AS "rowCount"';
const OWN = 'FROM exports WHERE owner_id = $1';

interface Export {
  id: string;
  kind: string;
  format: string;
  status: string;
  createdAt: Date;
  rowCount: number | null;
}

interface ById {
  params: { exportId: string };
}

async function findOwn(tx: Transaction, who: Member, id: string): Promise<Export> {
  const row = await tx.row<Export>(`SELECT ${COLUMNS} ${OWN} AND id = $2`, [who.userId, id]);
  if (!row) throw new Problem('not_found');
  return row;
}

export function exportOperations({ config, database, changes, seal, worker }: Services): Operation[] {
  /** The file of a link, if everything that the link stands on still holds. */
  const fileOf = async (token: string): Promise<Export & { content: Buffer }> => {
    const link = await seal.open('download', token);
    const { tenantId, userId, sid, exportId } = link ?? {};
    if (
      typeof tenantId !== 'string' ||
      typeof userId !== 'string' ||
      typeof sid !== 'string' ||
      typeof exportId !== 'string'
    ) {
      throw new Problem('not_found');
    }
    return database.withTenant({ tenantId, userId }, async (tx) => {
      const loggedOut = await tx.row('SELECT FROM revoked_sessions WHERE user_id = $1 AND sid = $2', [
        userId,
        sid,
      ]);
      const file = await tx.row<Export & { content: Buffer | null; name: string }>(
        `SELECT ${COLUMNS}, content, (SELECT u.name FROM users u WHERE u.id = owner_id) AS name
           ${OWN} AND id = $2 AND status = 'ready'`,
        [userId, exportId],
      );
      if (loggedOut || !file?.content || !(await mayExport(tx, { tenantId, userId })))
        throw new Problem('not_found');
      await recordInTenant(tx, tenantId, { userId, name: file.name }, 'export.download', file.kind);
      return { ...file, content: file.content };
    });
  };

  return [
    forMembers<{ query: PageQuery }>(EDITORS, {
      id: 'listExports',
      method: 'GET',
      path: PATH,
      summary: 'Own exports, latest first',
      scope: 'own',
      success: 200,
      answer: 'ExportPage',
      query: pageQuery,
      handler: async ({ who, query }) => ({
        body: await database.withTenant(who, (tx) =>
          pageOf<Export>(tx, query, {
            select: COLUMNS,
            from: OWN,
            order: 'created_at DESC, id',
            values: [who.userId],
          }),
        ),
      }),
    }),
    forMembers<{ body: { kind: string; format: string } }>(EDITORS, {
      id: 'createExport',
      method: 'POST',
      path: PATH,
      summary: 'Ask for an export; it is made in the background',
      scope: 'own',
      success: 202,
      answer: 'Export',
      body: object({ kind: choice(['competitors', 'prices']), format: choice(['csv', 'json']) }, [
        'kind',
        'format',
      ]),
      handler: async ({ who, body }) => {
        const created = await changes.commit(who, 'export.create', async (tx) => {
          const row = await tx.row<Export>(
            `INSERT INTO exports (tenant_id, owner_id, kind, format) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
            [who.tenantId, who.userId, body.kind, body.format],
          );
          if (!row) throw new Error('no export');
          return { target: body.kind, result: row };
        });
        worker.enqueue({ tenantId: who.tenantId, userId: who.userId, exportId: created.id });
        return { body: created, headers: { location: `${PATH}/${created.id}` } };
      },
    }),
    forMembers<ById>(EDITORS, {
      id: 'getExport',
      method: 'GET',
      path: ITEM,
      summary: 'How far an own export is',
      scope: 'own',
      success: 200,
      answer: 'Export',
      handler: async ({ who, params }) => ({
        body: await database.withTenant(who, (tx) => findOwn(tx, who, params.exportId)),
      }),
    }),
    forMembers<ById>(EDITORS, {
      id: 'deleteExport',
      method: 'DELETE',
      path: ITEM,
      summary: 'Remove an own export; its links end with it',
      scope: 'own',
      success: 204,
      handler: async ({ who, params }) => {
        await changes.commit(who, 'export.delete', async (tx) => {
          const own = await findOwn(tx, who, params.exportId);
          await tx.run('DELETE FROM exports WHERE id = $1', [own.id]);
          return { target: own.kind, result: undefined };
        });
        return {};
      },
    }),
    forMembers<ById>(EDITORS, {
      id: 'createDownloadLink',
      method: 'POST',
      path: `${ITEM}/link`,
      summary: 'A link to an own export that is ready, good for some seconds',
      scope: 'own',
      success: 200,
      answer: 'Link',
      handler: async ({ who, params }) => {
        const expiresAt = new Date(Date.now() + LINK_LIFETIME);
        const { tenantId, userId } = who;
        const token = await changes.commit(who, 'export.link', async (tx) => {
          const own = await findOwn(tx, who, params.exportId);
          if (own.status !== 'ready') throw new Problem('conflict');
          const content = { tenantId, userId, sid: who.token.sid, exportId: own.id };
          return { target: own.kind, result: await seal.seal('download', content, expiresAt) };
        });
        return { body: { url: `${config.apiUrl}/api/v1/downloads/${token}`, expiresAt } };
      },
    }),
    forAnybody<{ params: { token: string } }>({
      id: 'download',
      method: 'GET',
      path: '/api/v1/downloads/:token',
      summary: 'The file of a link; the link is the credential',
      scope: 'public',
      success: 200,
      noHead: true,
      handler: async ({ params }) => {
        const { kind, format, content } = await fileOf(params.token);
        return { body: content, headers: fileHeaders(`${kind}.${format}`, TYPES[format] ?? 'text/plain') };
      },
    }),
  ];
}
