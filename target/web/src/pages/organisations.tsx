import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead, type Key } from '../api/hooks.ts';
import type { Items, PlatformOrganisation } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm.tsx';
import { TextField, useForm } from '../components/form.tsx';
import { formatCount, formatDay } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { Badge, NumberCell, Table } from '../components/table.tsx';
import { checkText } from '../components/validate.ts';

const TOUCHED: readonly Key[] = [['organisations'], ['statistics'], ['audit']];

function checkName(name: string): string | undefined {
  if (name.trim() === '') return 'Enter a name.';
  return /^[a-z0-9][a-z0-9-]{1,48}$/.test(name.trim())
    ? undefined
    : 'Use 2 to 49 lower-case letters, digits and hyphens.';
}

function CreateForm({ onDone }: { onDone: () => void }) {
  const form = useForm({ name: '', displayName: '' }, (values) => ({
    name: checkName(values.name),
    displayName: checkText(values.displayName, { label: 'a display name', longest: 120 }),
  }));
  const create = useChange(
    (api, json: { name: string; displayName: string }) =>
      api.done('POST', '/platform/organisations', { json }),
    TOUCHED,
  );
  return (
    <form
      className="card inline-form"
      aria-label="New organisation"
      noValidate
      onSubmit={form.submit(({ name, displayName }) =>
        create.mutate(
          { name: name.trim(), displayName: displayName.trim() },
          {
            onSuccess: () => {
              form.reset();
              onDone();
            },
          },
        ),
      )}
    >
      <TextField
        label="Name"
        name="name"
        placeholder="north-hotels"
        value={form.values.name}
        message={form.messages.name}
        onChange={(value) => form.set('name', value)}
      />
      <TextField
        label="Display name"
        name="displayName"
        placeholder="North Hotels"
        value={form.values.displayName}
        message={form.messages.displayName}
        onChange={(value) => form.set('displayName', value)}
      />
      <button type="submit" className="button button-primary" disabled={create.isPending}>
        Create organisation
      </button>
      <ActionError error={create.error} />
    </form>
  );
}

interface RowProps {
  organisation: PlatformOrganisation;
  onError: (error: Error) => void;
  onDone: (text: string) => void;
}

function OrganisationRow({ organisation, onError, onDone }: RowProps) {
  const path = `/platform/organisations/${segment(organisation.id)}`;
  const setActive = useChange(
    (api, active: boolean) => api.done('POST', `${path}/${active ? 'enable' : 'disable'}`),
    TOUCHED,
  );
  const remove = useChange((api) => api.done('DELETE', path), TOUCHED);
  const pending = setActive.isPending || remove.isPending;
  const active = organisation.status === 'active';
  return (
    <tr>
      <th scope="row">{organisation.displayName}</th>
      <td>
        <code>{organisation.name}</code>
      </td>
      <td>
        <Badge tone={active ? 'good' : 'bad'}>{active ? 'Active' : 'Disabled'}</Badge>
      </td>
      <NumberCell>{formatCount(organisation.members)}</NumberCell>
      <td>{formatDay(organisation.createdAt)}</td>
      <td className="row-actions">
        {active ? (
          <ConfirmButton
            small
            label="Disable"
            name={`Disable ${organisation.displayName}`}
            question="Disable this organisation?"
            detail="Its people lose access at once, until it is enabled again."
            confirm="Disable"
            disabled={pending}
            onConfirm={() =>
              setActive.mutate(false, { onSuccess: () => onDone('Organisation disabled.'), onError })
            }
          />
        ) : (
          <button
            type="button"
            className="button button-small"
            aria-label={`Enable ${organisation.displayName}`}
            disabled={pending}
            onClick={() =>
              setActive.mutate(true, { onSuccess: () => onDone('Organisation enabled.'), onError })
            }
          >
            Enable
          </button>
        )}
        <ConfirmButton
          small
          label="Delete"
          name={`Delete ${organisation.displayName}`}
          question="Delete this organisation?"
          detail="Only an organisation without members and data can be deleted."
          confirm="Delete"
          disabled={pending}
          onConfirm={() =>
            remove.mutate(undefined, { onSuccess: () => onDone('Organisation deleted.'), onError })
          }
        />
      </td>
    </tr>
  );
}

export function OrganisationsPage() {
  const [done, setDone] = useState('');
  const [error, setError] = useState<Error>();
  const organisations = useRead(['organisations'], (api, signal) =>
    api.json<Items<PlatformOrganisation>>('GET', '/platform/organisations', {
      query: { pageSize: 100 },
      signal,
    }),
  );
  const finish = (text: string): void => {
    setError(undefined);
    setDone(text);
  };
  return (
    <Page title="Organisations" intro="Every customer of the platform.">
      <CreateForm onDone={() => finish('Organisation created.')} />
      <Done>{done}</Done>
      <ActionError error={error} />
      <Awaited query={organisations}>
        {(data) => (
          <div className="card card-flush">
            <Table
              caption="Organisations"
              columns={['Display name', 'Name', 'Status', '>Members', 'Created', 'Actions']}
            >
              {data.items.map((organisation) => (
                <OrganisationRow
                  key={organisation.id}
                  organisation={organisation}
                  onError={setError}
                  onDone={finish}
                />
              ))}
            </Table>
            {data.items.length === 0 && <Empty>There are no organisations yet.</Empty>}
          </div>
        )}
      </Awaited>
    </Page>
  );
}
