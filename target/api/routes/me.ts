/** The signed-in person: who they are, where they belong, which organisation they work in, and logging out. */
import { PERMISSIONS } from '../auth/principal.ts';
import { Problem } from '../errors.ts';
import { object, text } from '../http/schema.ts';
import type { Services } from '../services.ts';
import { ALL, forMembers, forSignedIn, forTokenHolders, type Operation } from './operation.ts';

const OWN_ORGANISATIONS = `
  SELECT m.tenant_id AS id, o.display_name AS name, m.role
    FROM memberships m JOIN organisations o USING (tenant_id)
   WHERE m.user_id = $1 AND m.status = 'active' AND m.role IS NOT NULL AND o.status = 'active'`;

interface OwnOrganisation {
  id: string;
  name: string;
  role: string;
}

export function meOperations({
  config,
  database,
  changes,
  identityProvider,
  sessions,
}: Services): Operation[] {
  return [
    forSignedIn({
      id: 'getMe',
      method: 'GET',
      path: '/api/v1/me',
      summary: 'The signed-in person',
      scope: 'self',
      success: 200,
      answer: 'Me',
      handler: async ({ who }) => ({
        body: {
          id: who.userId,
          email: who.email,
          name: who.name,
          role: who.role,
          organisation: who.kind === 'member' ? { id: who.tenantId, name: who.organisationName } : null,
          permissions: PERMISSIONS[who.role],
        },
      }),
    }),
    forSignedIn({
      id: 'listMyOrganisations',
      method: 'GET',
      path: '/api/v1/me/organisations',
      summary: 'The organisations that the person belongs to',
      scope: 'self',
      success: 200,
      answer: 'MyOrganisations',
      handler: async ({ who }) => ({
        body: {
          items: await database.withPerson(who.userId, (tx) =>
            tx.rows<OwnOrganisation>(`${OWN_ORGANISATIONS} ORDER BY o.display_name`, [who.userId]),
          ),
        },
      }),
    }),
    forMembers<{ body: { organisationId: string } }>(ALL, {
      id: 'switchOrganisation',
      method: 'PUT',
      path: '/api/v1/me/organisation',
      summary: 'Choose the organisation to work in; it takes effect with the next token',
      scope: 'self',
      success: 200,
      answer: 'Switched',
      body: object({ organisationId: text(64) }, ['organisationId']),
      handler: async ({ who, body }) => {
        const chosen = await database.withPerson(who.userId, (tx) =>
          tx.row<OwnOrganisation>(`${OWN_ORGANISATIONS} AND m.tenant_id = $2`, [
            who.userId,
            body.organisationId,
          ]),
        );
        if (!chosen) throw new Problem('not_found');
        await changes.commit(who, 'organisation.switch', async () => {
          // With organisations the client signs in to the other one; without, the token follows the profile.
          if (config.tenancy === 'claim') await identityProvider.setActiveTenant(who.userId, chosen.id);
          // The log is that of the organisation which is left: where somebody belongs besides is not its business.
          return { target: 'another organisation', result: undefined };
        });
        return { body: { organisation: { id: chosen.id, name: chosen.name } } };
      },
    }),
    forTokenHolders({
      id: 'logout',
      method: 'POST',
      path: '/api/v1/session/logout',
      summary: 'End the session: every token of it is refused from now on',
      scope: 'self',
      success: 204,
      handler: async ({ who }) => {
        await database.withPerson(who.userId, (tx) =>
          tx.run('INSERT INTO revoked_sessions (user_id, sid) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
            who.userId,
            who.sid,
          ]),
        );
        sessions.ended(who);
        return {};
      },
    }),
  ];
}
