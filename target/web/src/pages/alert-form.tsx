import { useState } from 'react';
import { useChange, useRead } from '../api/hooks.ts';
import type { Alert, Items, Severity } from '../api/types.ts';
import { SelectField, TextArea, TextField, useForm, type Form, type Messages } from '../components/form.tsx';
import { ActionError } from '../components/states.tsx';
import { checkText, oneLine } from '../components/validate.ts';

interface Suggestion {
  id: string;
  name: string;
}

interface NewAlert {
  title: string;
  message: string;
  severity: Severity;
  competitorId?: string;
}

const SEVERITIES: readonly { value: Severity; label: string }[] = [
  { value: 'info', label: 'Info' },
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
];

type Entries = Record<'title' | 'message' | 'severity' | 'competitor', string>;

const BLANK: Entries = { title: '', message: '', severity: 'info', competitor: '' };

/** Names of the organisation's own competitors that begin like, or hold, what was typed. */
function useSuggestions(text: string): readonly Suggestion[] {
  const q = text.trim().slice(0, 50);
  const found = useRead(
    ['autocomplete', q],
    (api, signal) => api.json<Items<Suggestion>>('GET', '/autocomplete', { query: { q }, signal }),
    { enabled: q !== '', keepPrevious: true, staleTime: 10_000 },
  );
  return q === '' ? [] : (found.data?.items ?? []);
}

export function AlertForm({ onDone }: { onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const form: Form<Entries> = useForm<Entries>(BLANK, (values): Messages<Entries> => ({
    title: checkText(values.title, { label: 'a title', longest: 120 }),
    message: checkText(values.message, { label: 'a message', longest: 1000 }),
    competitor: values.competitor.trim() === '' || chosen ? undefined : 'Choose a competitor from the list.',
  }));
  const suggestions = useSuggestions(form.values.competitor);
  const chosen: Suggestion | undefined = suggestions.find(
    (item) => item.name === form.values.competitor.trim(),
  );
  const create = useChange(
    (api, json: NewAlert) => api.json<Alert>('POST', '/alerts', { json }),
    [['alerts']],
  );

  if (!open) {
    return (
      <p className="form-opener">
        <button type="button" className="button" onClick={() => setOpen(true)}>
          New alert
        </button>
      </p>
    );
  }
  return (
    <form
      className="card form"
      aria-label="New alert"
      noValidate
      onSubmit={form.submit((values) =>
        create.mutate(
          {
            title: oneLine(values.title),
            message: oneLine(values.message),
            severity: SEVERITIES.find((option) => option.value === values.severity)?.value ?? 'info',
            ...(chosen ? { competitorId: chosen.id } : {}),
          },
          {
            onSuccess: () => {
              form.reset();
              setOpen(false);
              onDone();
            },
          },
        ),
      )}
    >
      <ActionError error={create.error} />
      <div className="form-grid">
        <TextField
          label="Title"
          name="title"
          value={form.values.title}
          message={form.messages.title}
          onChange={(value) => form.set('title', value)}
        />
        <SelectField
          label="Severity"
          name="severity"
          options={SEVERITIES}
          value={form.values.severity}
          onChange={(value) => form.set('severity', value)}
        />
        <TextField
          label="Competitor"
          name="competitor"
          optional
          list="competitor-suggestions"
          value={form.values.competitor}
          message={form.messages.competitor}
          onChange={(value) => form.set('competitor', value)}
        />
        <datalist id="competitor-suggestions">
          {suggestions.map((item) => (
            <option key={item.id} value={item.name} />
          ))}
        </datalist>
      </div>
      <TextArea
        label="Message"
        name="message"
        value={form.values.message}
        message={form.messages.message}
        onChange={(value) => form.set('message', value)}
      />
      <div className="form-actions">
        <button type="submit" className="button button-primary" disabled={create.isPending}>
          Create alert
        </button>
        <button type="button" className="button" onClick={() => setOpen(false)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
