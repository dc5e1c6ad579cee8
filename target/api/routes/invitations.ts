/** Invitations into an organisation: given out by its admins, accepted by the one whose address they name. */
import { recordInTenant } from '../audit.ts';
import { MEMBER_ROLES, type MemberRole, type VerifiedToken } from '../auth/principal.ts';
import { isUniqueViolation } from '../db/failures.ts';
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { choice, object } from '../http/schema.ts';
import { together } from '../identity-provider.ts';
import type { Services } from '../services.ts';
import { conflictIfTaken } from './competitors.ts';
import { ADMINS, forMembers, forTokenHolders, type Operation } from './operation.ts';

const PATH = '/api/v1/invitations';
const ITEM = `${PATH}/:invitationId`;
const LIFETIME = 7 * 24 * 3_600_000;

const COLUMNS = `i.id, i.email, i.role,
  CASE WHEN i.status = 'pending' AND i.expires_at <= now() THEN 'expired' ELSE i.status END AS status,
  i.expires_at AS "expiresAt", i.created_at AS "createdAt"`;

interface Invitation {
  id: string;
  email: string;
  role: MemberRole;
  status: 'pending' | 'accepted' | 'expired';
  expiresAt: Date;
  createdAt: Date;
}

interface ById {
  params: { invitationId: string };
}

/** The invitation that a token stands for, locked, together with the name of its organisation. */
async function findPending(
  tx: Transaction,
  invitationId: string,
): Promise<(Invitation & { organisation: string }) | undefined> {
  return tx.row(
    `SELECT ${COLUMNS}, o.display_name AS organisation
       FROM invitations i JOIN organisations o USING (tenant_id)
      WHERE i.id = $1 AND i.status = 'pending' AND i.expires_at > now() AND o.status = 'active'
        FOR UPDATE OF i`,
    [invitationId],
  );
}

export function invitationOperations(services: Services): Operation[] {
  const { config, database, changes, cache, seal, identityProvider, admission } = services;

  const accept = async (who: VerifiedToken, token: string): Promise<object> => {
    const sealed = await seal.open('invitation', token);
    const { tenantId, invitationId } = sealed ?? {};
    if (typeof tenantId !== 'string' || typeof invitationId !== 'string') throw new Problem('not_found');
    const profile = await identityProvider.profileOf(who.bearer);
    const { userId } = who;
    const joined = await together((take) =>
      database.withTenant({ tenantId, userId }, async (tx) => {
        const invitation = await findPending(tx, invitationId);
        const own = invitation && invitation.email.toLowerCase() === profile.email.toLowerCase();
        if (!own || profile.userId !== userId) throw new Problem('not_found');
        await tx.run('INSERT INTO users (id, email, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING', [
          userId,
          profile.email,
          profile.name,
        ]);
        await tx.run('INSERT INTO memberships (tenant_id, user_id, role) VALUES ($1, $2, $3)', [
          tenantId,
          userId,
          invitation.role,
        ]);
        await tx.run(`UPDATE invitations SET status = 'accepted' WHERE id = $1`, [invitation.id]);
        await recordInTenant(
          tx,
          tenantId,
          { userId, name: profile.name },
          'invitation.accept',
          profile.email,
        );
        await take(identityProvider.membership(tenantId, userId, invitation.role, true));
        if (config.tenancy === 'claim' && who.tenantId === null) {
          await identityProvider.setActiveTenant(userId, tenantId);
        }
        return { organisation: { id: tenantId, name: invitation.organisation }, role: invitation.role };
      }),
    );
    cache.forget(tenantId);
    return joined;
  };

  return [
    forMembers<{ query: PageQuery }>(ADMINS, {
      id: 'listInvitations',
      method: 'GET',
      path: PATH,
      summary: 'Invitations of the organisation, latest first',
      scope: 'tenant',
      success: 200,
      answer: 'InvitationPage',
      query: pageQuery,
      handler: async ({ who, query }) => ({
        body: await database.withTenant(who, (tx) =>
          pageOf<Invitation>(tx, query, {
            select: COLUMNS,
            from: 'FROM invitations i',
            order: 'i.created_at DESC, i.id',
          }),
        ),
      }),
    }),
    forMembers<{ body: { email: string; role: MemberRole } }>(ADMINS, {
      id: 'createInvitation',
      method: 'POST',
      path: PATH,
      summary: 'Invite an address; the link to pass on is in this answer and nowhere else',
      scope: 'tenant',
      success: 201,
      answer: 'NewInvitation',
      body: object(
        { email: { type: 'string', maxLength: 254, format: 'email' }, role: choice(MEMBER_ROLES) },
        ['email', 'role'],
      ),
      handler: async ({ who, body }) => {
        const expiresAt = new Date(Date.now() + LIFETIME);
        const created = await conflictIfTaken(
          changes.commit(who, 'invitation.create', async (tx) => {
            // Only colleagues are told apart from strangers: row level security hides everybody else.
            const member = await tx.row(
              `SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.tenant_id = $1 AND lower(u.email) = lower($2)`,
              [who.tenantId, body.email],
            );
            if (member) throw new Problem('conflict');
            await tx.run(`DELETE FROM invitations WHERE status = 'pending' AND expires_at <= now()`);
            const row = await tx.row<Invitation>(
              `INSERT INTO invitations AS i (tenant_id, email, role, expires_at) VALUES ($1, $2, $3, $4)
               RETURNING ${COLUMNS}`,
              [who.tenantId, body.email, body.role, expiresAt],
            );
            if (!row) throw new Error('no invitation');
            return { target: body.email, result: row };
          }),
        );
        const token = await seal.seal(
          'invitation',
          { tenantId: who.tenantId, invitationId: created.id },
          expiresAt,
        );
        const acceptUrl = `${config.appUrl}/join?invitation=${token}`;
        return { body: { ...created, acceptUrl }, headers: { location: `${PATH}/${created.id}` } };
      },
    }),
    forTokenHolders<{ body: { token: string } }>({
      id: 'acceptInvitation',
      method: 'POST',
      path: `${PATH}/accept`,
      summary: 'Join the organisation that invited one, under the address that it invited',
      scope: 'self',
      success: 200,
      answer: 'Joined',
      body: object({ token: { type: 'string', minLength: 1, maxLength: 2000, format: 'text' } }, ['token']),
      handler: async ({ who, body, request }) => {
        // Somebody who belongs somewhere is refused there, and it is written down there.
        request.principal = await admission.admit(who).catch(() => null);
        try {
          return { body: await accept(who, body.token) };
        } catch (error) {
          throw isUniqueViolation(error) ? new Problem('conflict') : error;
        }
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'getInvitation',
      method: 'GET',
      path: ITEM,
      summary: 'One invitation',
      scope: 'tenant',
      success: 200,
      answer: 'Invitation',
      handler: async ({ who, params }) => {
        const invitation = await database.withTenant(who, (tx) =>
          tx.row<Invitation>(`SELECT ${COLUMNS} FROM invitations i WHERE i.id = $1`, [params.invitationId]),
        );
        if (!invitation) throw new Problem('not_found');
        return { body: invitation };
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'deleteInvitation',
      method: 'DELETE',
      path: ITEM,
      summary: 'Take an invitation back',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params }) => {
        await changes.commit(who, 'invitation.delete', async (tx) => {
          const removed = await tx.row<{ email: string }>(
            'DELETE FROM invitations WHERE id = $1 RETURNING email',
            [params.invitationId],
          );
          if (!removed) throw new Problem('not_found');
          return { target: removed.email, result: undefined };
        });
        return {};
      },
    }),
  ];
}
