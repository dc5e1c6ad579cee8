import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { Items, User } from '../api/types.ts';
import { GIVEABLE_ROLES, roleName } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { ConfirmButton } from '../components/confirm.tsx';
import { Page } from '../components/page.tsx';
import { ActionError, Awaited, Done } from '../components/states.tsx';
import { Badge, Table } from '../components/table.tsx';
import { Invitations } from './invitations.tsx';

function UserRow({
  user,
  onError,
  onDone,
}: {
  user: User;
  onError: (e: Error) => void;
  onDone: (text: string) => void;
}) {
  const me = useMe();
  const path = `/users/${segment(user.id)}`;
  const setRole = useChange((api, role: string) => api.done('PATCH', path, { json: { role } }), [['users']]);
  const setActive = useChange(
    (api, active: boolean) => api.done('POST', `${path}/${active ? 'enable' : 'disable'}`),
    [['users']],
  );
  const pending = setRole.isPending || setActive.isPending;
  const self = user.id === me.id;
  return (
    <tr>
      <th scope="row">
        {user.name}
        {self && <span className="subtle"> (you)</span>}
      </th>
      <td>{user.email}</td>
      <td>
        {self ? (
          roleName(user.role)
        ) : (
          <select
            aria-label={`Role of ${user.name}`}
            value={user.role ?? ''}
            disabled={pending}
            onChange={(event) =>
              setRole.mutate(event.target.value, { onSuccess: () => onDone('Role changed.'), onError })
            }
          >
            {!user.role && <option value="">No role</option>}
            {GIVEABLE_ROLES.map((role) => (
              <option key={role} value={role}>
                {roleName(role)}
              </option>
            ))}
          </select>
        )}
      </td>
      <td>
        <Badge tone={user.status === 'active' ? 'good' : 'bad'}>
          {user.status === 'active' ? 'Active' : 'Disabled'}
        </Badge>
      </td>
      <td className="row-actions">
        {!self &&
          (user.status === 'active' ? (
            <ConfirmButton
              small
              label="Disable"
              name={`Disable ${user.name}`}
              question="Disable this person?"
              detail="They are signed out and cannot sign in until they are enabled again."
              confirm="Disable"
              disabled={pending}
              onConfirm={() =>
                setActive.mutate(false, { onSuccess: () => onDone('Person disabled.'), onError })
              }
            />
          ) : (
            <button
              type="button"
              className="button button-small"
              aria-label={`Enable ${user.name}`}
              disabled={pending}
              onClick={() => setActive.mutate(true, { onSuccess: () => onDone('Person enabled.'), onError })}
            >
              Enable
            </button>
          ))}
      </td>
    </tr>
  );
}

export function UsersPage() {
  const [done, setDone] = useState('');
  const [error, setError] = useState<Error>();
  const users = useRead(['users'], (api, signal) =>
    api.json<Items<User>>('GET', '/users', { query: { pageSize: 100 }, signal }),
  );
  const finish = (text: string): void => {
    setError(undefined);
    setDone(text);
  };
  return (
    <Page title="Users and invitations" intro="Who works in your organisation, and what they may do.">
      <Done>{done}</Done>
      <ActionError error={error} />
      <section className="card card-flush" aria-labelledby="users">
        <h2 id="users">Users</h2>
        <Awaited query={users}>
          {(data) => (
            <Table caption="Users" columns={['Name', 'E-mail', 'Role', 'Status', 'Actions']}>
              {data.items.map((user) => (
                <UserRow key={user.id} user={user} onError={setError} onDone={finish} />
              ))}
            </Table>
          )}
        </Awaited>
      </section>
      <Invitations />
    </Page>
  );
}
