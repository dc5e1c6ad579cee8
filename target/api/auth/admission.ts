/**
 * From a valid token to a person who may act: the session must not be logged out, the membership active, and the role
 * in the token the one that the database holds. The token says who; the database says what still holds.
 */
import type { Database, Transaction } from '../db/pool.ts';
import { Problem } from '../errors.ts';
import { type Principal, soleRole, type VerifiedToken } from './principal.ts';

/** A person who was refused and belongs to an organisation all the same: the refusal goes into its log. */
export interface RefusedMember {
  tenantId: string;
  userId: string;
  name: string;
}

/** Refused after authentication, with whom to write down, if anybody. */
export class Refused extends Problem {
  readonly member: RefusedMember | undefined;

  constructor(code: 'forbidden' | 'token_outdated', member?: RefusedMember) {
    super(code);
    this.member = member;
  }
}

interface MemberRow {
  role: string | null;
  status: string;
  organisation_status: string;
  organisation_name: string;
  name: string;
  email: string;
}

export class Admission {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws Problem `unauthorized` when the token's session was logged out */
  async session(token: VerifiedToken): Promise<void> {
    await this.#database.withPerson(token.userId, (tx) => refuseLoggedOut(tx, token));
  }

  /** @throws Problem `unauthorized`, or {@link Refused} */
  async admit(token: VerifiedToken): Promise<Principal> {
    return token.tenantId === null ? this.#platformPerson(token) : this.#member(token, token.tenantId);
  }

  async #member(token: VerifiedToken, tenantId: string): Promise<Principal> {
    const { userId } = token;
    const row = await this.#database.withTenant({ tenantId, userId }, async (tx) => {
      await refuseLoggedOut(tx, token);
      return tx.row<MemberRow>(
        `SELECT m.role, m.status, o.status AS organisation_status, o.display_name AS organisation_name,
                u.name, u.email
           FROM memberships m JOIN organisations o USING (tenant_id) JOIN users u ON u.id = m.user_id
          WHERE m.tenant_id = $1 AND m.user_id = $2`,
        [tenantId, userId],
      );
    });
    if (!row) throw new Refused('forbidden');
    const member = { tenantId, userId, name: row.name };
    const claimed = soleRole(token.roles);
    if (row.status !== 'active' || row.organisation_status !== 'active')
      throw new Refused('forbidden', member);
    // A role that is missing, doubled or unknown gives nothing, and a platform role has no place in an organisation.
    if (!claimed || claimed === 'super_admin' || row.role === null) throw new Refused('forbidden', member);
    if (claimed !== row.role) throw new Refused('token_outdated', member);
    return {
      kind: 'member',
      ...member,
      role: claimed,
      email: row.email,
      organisationName: row.organisation_name,
      token,
    };
  }

  async #platformPerson(token: VerifiedToken): Promise<Principal> {
    const { userId } = token;
    const row = await this.#database.withPerson(userId, async (tx) => {
      await refuseLoggedOut(tx, token);
      return tx.row<{ name: string; email: string; platform_role: string | null }>(
        'SELECT name, email, platform_role FROM users WHERE id = $1',
        [userId],
      );
    });
    const role = soleRole(token.roles);
    if (!row || role !== 'super_admin' || row.platform_role !== 'super_admin') throw new Refused('forbidden');
    return { kind: 'platform', userId, role, name: row.name, email: row.email, token };
  }
}

async function refuseLoggedOut(tx: Transaction, token: VerifiedToken): Promise<void> {
  const revoked = await tx.row('SELECT FROM revoked_sessions WHERE user_id = $1 AND sid = $2', [
    token.userId,
    token.sid,
  ]);
  if (revoked) throw new Problem('unauthorized');
}
