import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { segment, type Versioned } from '../api/client.ts';
import { isCode } from '../api/errors.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { Competitor } from '../api/types.ts';
import { ADMINS, allows } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { TextArea, TextField, useForm, type Form } from '../components/form.tsx';
import { Page } from '../components/page.tsx';
import { ActionError, Failure, Loading } from '../components/states.tsx';
import { checkAmount, checkText, checkWebsite, oneLine } from '../components/validate.ts';
import { CompetitorNotFound } from './competitor.tsx';

type Entries = Record<'name' | 'category' | 'city' | 'price' | 'website' | 'costBasis' | 'notes', string>;

const BLANK: Entries = { name: '', category: '', city: '', price: '', website: '', costBasis: '', notes: '' };

function entriesOf(competitor: Competitor): Entries {
  const { name, category, city, price, website, costBasis, notes } = competitor;
  return {
    name,
    category,
    city,
    price: String(price),
    website: website ?? '',
    costBasis: costBasis === undefined || costBasis === null ? '' : String(costBasis),
    notes: notes ?? '',
  };
}

function check(entries: Entries) {
  return {
    name: checkText(entries.name, { label: 'a name', longest: 120 }),
    category: checkText(entries.category, { label: 'a category', longest: 40 }),
    city: checkText(entries.city, { label: 'a city', longest: 80 }),
    price: checkAmount(entries.price, 'a price'),
    website: checkWebsite(entries.website),
    costBasis: checkAmount(entries.costBasis, 'a cost basis', true),
    notes: checkText(entries.notes, { label: 'notes', longest: 2000, optional: true }),
  };
}

/** The fields as the API takes them: only those that differ from before, and none that is empty and new. */
function bodyOf(entries: Entries, before: Entries): Record<string, unknown> {
  const numbers = new Set<keyof Entries>(['price', 'costBasis']);
  const names = Object.keys(BLANK) as (keyof Entries)[];
  return Object.fromEntries(
    names
      .map((name) => [name, oneLine(entries[name])] as const)
      .filter(([name, text]) => text !== before[name])
      .map(([name, text]) => [name, text === '' ? null : numbers.has(name) ? Number(text) : text]),
  );
}

interface FieldsProps {
  form: Form<Entries>;
  error: Error | null;
  pending: boolean;
  submitLabel: string;
  cancelTo: string;
  onSubmit: (entries: Entries) => void;
  /** Loads what somebody else saved meanwhile. */
  onReload?: () => void;
}

function CompetitorFields({ form, error, pending, submitLabel, cancelTo, onSubmit, onReload }: FieldsProps) {
  const me = useMe();
  const bind = (name: keyof Entries) => ({
    name,
    value: form.values[name],
    message: form.messages[name],
    onChange: (value: string) => form.set(name, value),
  });
  return (
    <form className="card form" noValidate onSubmit={form.submit(onSubmit)}>
      <ActionError error={error}>
        {onReload && isCode(error, 'stale_version') && (
          <button type="button" className="button" onClick={onReload}>
            Load latest version
          </button>
        )}
      </ActionError>
      <div className="form-grid">
        <TextField label="Name" {...bind('name')} />
        <TextField label="Category" hint="Budget, premium, boutique…" {...bind('category')} />
        <TextField label="City" {...bind('city')} />
        <TextField label="Price" inputMode="decimal" {...bind('price')} />
        <TextField label="Website" type="url" optional placeholder="https://" {...bind('website')} />
        {allows(me, ADMINS) && (
          <TextField
            label="Cost basis"
            inputMode="decimal"
            optional
            hint="Only administrators and analysts see this"
            {...bind('costBasis')}
          />
        )}
      </div>
      <TextArea label="Notes" optional {...bind('notes')} />
      <div className="form-actions">
        <button type="submit" className="button button-primary" disabled={pending}>
          {submitLabel}
        </button>
        <Link className="button" to={cancelTo}>
          Cancel
        </Link>
      </div>
    </form>
  );
}

export function CompetitorNewPage() {
  const navigate = useNavigate();
  const form = useForm(BLANK, check);
  const create = useChange(
    (api, json: Record<string, unknown>) => api.json<Competitor>('POST', '/competitors', { json }),
    [['competitors', 'list'], ['metrics']],
  );
  return (
    <Page title="New competitor">
      <CompetitorFields
        form={form}
        error={create.error}
        pending={create.isPending}
        submitLabel="Create competitor"
        cancelTo="/competitors"
        onSubmit={(entries) =>
          create.mutate(bodyOf(entries, BLANK), {
            onSuccess: ({ id }) => void navigate(`/competitors/${encodeURIComponent(id)}`),
          })
        }
      />
    </Page>
  );
}

function EditForm({ current, onReload }: { current: Versioned<Competitor>; onReload: () => void }) {
  const navigate = useNavigate();
  // What was loaded when the form opened: a later reading in the background must not move the version under it.
  const [opened] = useState(current);
  const before = entriesOf(opened.data);
  const form = useForm(before, check);
  const path = `/competitors/${encodeURIComponent(opened.data.id)}`;
  const save = useChange(
    (api, json: Record<string, unknown>) =>
      api.json<Competitor>('PATCH', path, { json, headers: opened.etag ? { 'If-Match': opened.etag } : {} }),
    [['competitors'], ['metrics']],
  );
  return (
    <CompetitorFields
      form={form}
      error={save.error}
      pending={save.isPending}
      submitLabel="Save changes"
      cancelTo={path}
      onReload={onReload}
      onSubmit={(entries) => {
        const changes = bodyOf(entries, before);
        if (Object.keys(changes).length === 0) void navigate(path);
        else save.mutate(changes, { onSuccess: () => void navigate(path) });
      }}
    />
  );
}

export function CompetitorEditPage() {
  const { id = '' } = useParams();
  const competitor = useRead(['competitors', 'edit', id], (api, signal) =>
    api.versioned<Competitor>('GET', `/competitors/${segment(id)}`, { signal }),
  );
  // A form that opens on what was cached would be refused as stale; it waits for the present version.
  const [openedAt, setOpenedAt] = useState(() => Date.now());
  const current = competitor.dataUpdatedAt >= openedAt ? competitor.data : undefined;

  if (isCode(competitor.error, 'not_found')) return <CompetitorNotFound />;
  return (
    <Page title="Edit competitor">
      {competitor.error && !current ? (
        <Failure error={competitor.error} retry={() => void competitor.refetch()} />
      ) : current ? (
        <EditForm
          key={openedAt}
          current={current}
          onReload={() => {
            setOpenedAt(Date.now());
            void competitor.refetch();
          }}
        />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
