/** Members of the organisation: what admins see of them and may change. */
import type { Member, MemberRole } from '../auth/principal.ts';
import { MEMBER_ROLES } from '../auth/principal.ts';
import { isReferenceViolation } from '../db/failures.ts';
import type { Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { pageOf, type PageQuery, pageQuery } from '../http/paging.ts';
import { choice, object } from '../http/schema.ts';
import { type Step, together } from '../identity-provider.ts';
import type { Services } from '../services.ts';
import { ADMINS, forMembers, type Operation } from './operation.ts';

const PATH = '/api/v1/users';
const ITEM = `${PATH}/:userId`;

const COLUMNS = 'u.id, u.email, u.name, m.role, m.status';
const FROM = 'FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1';

interface User {
  id: string;
  email: string;
  name: string;
  role: MemberRole | null;
  status: 'active' | 'disabled';
}

type Lock = 'blocked' | 'removed' | null;

interface ById {
  params: { userId: string };
}

async function findUser(
  tx: Transaction,
  who: Member,
  id: string,
  lock = false,
): Promise<User & { lock: Lock }> {
  const row = await tx.row<User & { lock: Lock }>(
    `SELECT ${COLUMNS}, m.idp_lock AS lock ${FROM} AND m.user_id = $2 ${lock ? 'FOR UPDATE OF m' : ''}`,
    [who.tenantId, id],
  );
  if (!row) throw new Problem('not_found');
  return row;
}

function visible({ id, email, name, role, status }: User): User {
  return { id, email, name, role, status };
}

export function userOperations({
  database,
  platform,
  changes,
  identityProvider,
  sessions,
}: Services): Operation[] {
  /** Changes a colleague here and at the identity provider, both or neither, and ends what stood on it. */
  const changeUser = async (
    who: Member,
    userId: string,
    action: string,
    work: (tx: Transaction, user: User & { lock: Lock }) => Promise<Step | undefined>,
  ): Promise<User> => {
    const changed = await together((take) =>
      changes.commit(who, action, async (tx) => {
        const before = await findUser(tx, who, userId, true);
        // Nobody can lock themselves out, so an organisation always keeps an admin.
        if (userId === who.userId) throw new Problem('conflict');
        const step = await work(tx, before);
        const after = await findUser(tx, who, userId);
        if (step) await take(step);
        return { target: after.email, result: visible(after) };
      }),
    );
    sessions.membershipChanged(who.tenantId, userId);
    return changed;
  };

  /** Whether the person belongs to other organisations too, whose door is not ours to close. */
  const belongsElsewhere = async (userId: string): Promise<boolean> => {
    const row = await platform.transaction((tx) =>
      tx.row<{ count: number }>('SELECT count(*)::int AS count FROM memberships WHERE user_id = $1', [
        userId,
      ]),
    );
    return (row?.count ?? 0) > 1;
  };

  const setStatus = (tx: Transaction, who: Member, userId: string, status: User['status'], lock: Lock) =>
    tx.run('UPDATE memberships SET status = $3, idp_lock = $4 WHERE tenant_id = $1 AND user_id = $2', [
      who.tenantId,
      userId,
      status,
      lock,
    ]);

  return [
    forMembers<{ query: PageQuery }>(ADMINS, {
      id: 'listUsers',
      method: 'GET',
      path: PATH,
      summary: 'Members of the organisation',
      scope: 'tenant',
      success: 200,
      answer: 'UserPage',
      query: pageQuery,
      handler: async ({ who, query }) => ({
        body: await database.withTenant(who, (tx) =>
          pageOf<User>(tx, query, {
            select: COLUMNS,
            from: FROM,
            order: 'lower(u.name), u.id',
            values: [who.tenantId],
          }),
        ),
      }),
    }),
    forMembers<ById>(ADMINS, {
      id: 'getUser',
      method: 'GET',
      path: ITEM,
      summary: 'One member',
      scope: 'tenant',
      success: 200,
      answer: 'User',
      handler: async ({ who, params }) => ({
        body: visible(await database.withTenant(who, (tx) => findUser(tx, who, params.userId))),
      }),
    }),
    forMembers<ById & { body: { role: MemberRole } }>(ADMINS, {
      id: 'changeRole',
      method: 'PATCH',
      path: ITEM,
      summary: 'Give a colleague another role',
      scope: 'tenant',
      success: 200,
      answer: 'User',
      body: object({ role: choice(MEMBER_ROLES) }, ['role']),
      handler: async ({ who, params, body }) => ({
        body: await changeUser(who, params.userId, 'user.role', async (tx, user) => {
          await tx.run('UPDATE memberships SET role = $3 WHERE tenant_id = $1 AND user_id = $2', [
            who.tenantId,
            user.id,
            body.role,
          ]);
          // A member who was removed gets the role when added again.
          const unchanged = user.role === body.role || user.lock === 'removed';
          return unchanged ? undefined : identityProvider.role(who.tenantId, user.id, user.role, body.role);
        }),
      }),
    }),
    forMembers<ById>(ADMINS, {
      id: 'disableUser',
      method: 'POST',
      path: `${ITEM}/disable`,
      summary: 'Keep a colleague out of the organisation, at once',
      scope: 'tenant',
      success: 200,
      answer: 'User',
      handler: async ({ who, params }) => {
        const elsewhere = await belongsElsewhere(params.userId);
        return {
          body: await changeUser(who, params.userId, 'user.disable', async (tx, user) => {
            if (user.status === 'disabled') return undefined;
            await setStatus(tx, who, user.id, 'disabled', elsewhere ? 'removed' : 'blocked');
            return elsewhere
              ? identityProvider.membership(who.tenantId, user.id, user.role, false)
              : identityProvider.block(user.id, true);
          }),
        };
      },
    }),
    forMembers<ById>(ADMINS, {
      id: 'enableUser',
      method: 'POST',
      path: `${ITEM}/enable`,
      summary: 'Let a colleague in again',
      scope: 'tenant',
      success: 200,
      answer: 'User',
      handler: async ({ who, params }) => ({
        body: await changeUser(who, params.userId, 'user.enable', async (tx, user) => {
          if (user.status === 'active') return undefined;
          await setStatus(tx, who, user.id, 'active', null);
          return user.lock === 'removed'
            ? identityProvider.membership(who.tenantId, user.id, user.role, true)
            : identityProvider.block(user.id, false);
        }),
      }),
    }),
    forMembers<ById>(ADMINS, {
      id: 'removeUser',
      method: 'DELETE',
      path: ITEM,
      summary: 'Take a colleague out of the organisation, who has made nothing that stays',
      scope: 'tenant',
      success: 204,
      handler: async ({ who, params: { userId } }) => {
        const removal = together((take) =>
          changes.commit(who, 'user.remove', async (tx) => {
            const user = await findUser(tx, who, userId, true);
            if (userId === who.userId) throw new Problem('conflict');
            await tx.run('DELETE FROM memberships WHERE tenant_id = $1 AND user_id = $2', [
              who.tenantId,
              userId,
            ]);
            if (user.lock === 'blocked') await take(identityProvider.block(userId, false));
            if (user.lock !== 'removed')
              await take(identityProvider.membership(who.tenantId, userId, user.role, false));
            return { target: user.email, result: undefined };
          }),
        );
        await removal.catch((error: unknown) => {
          throw isReferenceViolation(error) ? new Problem('conflict') : error;
        });
        sessions.membershipChanged(who.tenantId, userId);
        return {};
      },
    }),
  ];
}
