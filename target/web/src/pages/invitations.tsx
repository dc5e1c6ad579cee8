import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { Invitation, Items } from '../api/types.ts';
import { GIVEABLE_ROLES, roleName } from '../app/access.ts';
import { ConfirmButton } from '../components/confirm.tsx';
import { SelectField, TextField, useForm } from '../components/form.tsx';
import { formatDay, humanise } from '../components/format.ts';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { Badge, Table } from '../components/table.tsx';
import { checkEmail } from '../components/validate.ts';

const ROLE_OPTIONS = GIVEABLE_ROLES.map((role) => ({ value: role, label: roleName(role) }));

function InviteForm({ onInvited }: { onInvited: (invitation: Invitation) => void }) {
  const form = useForm({ email: '', role: 'viewer' }, (values) => ({ email: checkEmail(values.email) }));
  const invite = useChange(
    (api, json: { email: string; role: string }) => api.json<Invitation>('POST', '/invitations', { json }),
    [['invitations']],
  );
  return (
    <form
      className="inline-form"
      aria-label="Invite a person"
      noValidate
      onSubmit={form.submit(({ email, role }) =>
        invite.mutate(
          { email: email.trim(), role },
          {
            onSuccess: (invitation) => {
              form.reset();
              onInvited(invitation);
            },
          },
        ),
      )}
    >
      <TextField
        label="E-mail"
        name="email"
        type="email"
        value={form.values.email}
        message={form.messages.email}
        onChange={(value) => form.set('email', value)}
      />
      <SelectField
        label="Role"
        name="role"
        options={ROLE_OPTIONS}
        value={form.values.role}
        onChange={(value) => form.set('role', value)}
      />
      <button type="submit" className="button button-primary" disabled={invite.isPending}>
        Send invitation
      </button>
      <ActionError error={invite.error} />
    </form>
  );
}

/** The link is shown once, when the invitation is made: the API keeps nothing that it could be shown from again. */
function InvitationLink({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="invitation-link">
      <TextField
        label="Invitation link"
        readOnly
        value={url}
        hint="Pass it on to the person you invited. It is shown only this once."
        onFocus={(event) => event.target.select()}
        onChange={() => undefined}
      />
      <button
        type="button"
        className="button"
        onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}
      >
        {copied ? 'Copied' : 'Copy link'}
      </button>
    </div>
  );
}

export function Invitations() {
  const [done, setDone] = useState('');
  const [link, setLink] = useState<string>();
  const invitations = useRead(['invitations'], (api, signal) =>
    api.json<Items<Invitation>>('GET', '/invitations', { query: { pageSize: 100 }, signal }),
  );
  const revoke = useChange(
    (api, id: string) => api.done('DELETE', `/invitations/${segment(id)}`),
    [['invitations']],
  );

  return (
    <section className="card card-flush" aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      <InviteForm
        onInvited={(invitation) => {
          setDone('Invitation created.');
          setLink(invitation.acceptUrl);
        }}
      />
      <Done>{done}</Done>
      {link && <InvitationLink key={link} url={link} />}
      <ActionError error={revoke.error} />
      <Awaited query={invitations}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty>Nobody is invited at the moment.</Empty>
          ) : (
            <Table caption="Invitations" columns={['E-mail', 'Role', 'Status', 'Expires', 'Actions']}>
              {data.items.map((invitation) => (
                <tr key={invitation.id}>
                  <th scope="row">{invitation.email}</th>
                  <td>{roleName(invitation.role)}</td>
                  <td>
                    <Badge tone={invitation.status === 'pending' ? 'attention' : 'neutral'}>
                      {humanise(invitation.status)}
                    </Badge>
                  </td>
                  <td>{formatDay(invitation.expiresAt)}</td>
                  <td className="row-actions">
                    <ConfirmButton
                      small
                      label="Revoke"
                      name={`Revoke invitation of ${invitation.email}`}
                      question="Revoke this invitation?"
                      detail="Its link stops working at once."
                      confirm="Revoke"
                      disabled={revoke.isPending}
                      onConfirm={() =>
                        revoke.mutate(invitation.id, {
                          onSuccess: () => {
                            setDone('Invitation revoked.');
                            setLink(undefined);
                          },
                        })
                      }
                    />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Awaited>
    </section>
  );
}
