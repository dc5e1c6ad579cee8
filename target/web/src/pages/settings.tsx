import { useState } from 'react';
import { useChange, useRead } from '../api/hooks.ts';
import type { Flag, Items, Settings } from '../api/types.ts';
import { ADMINS, allows } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { CheckField, SelectField, TextField, useForm, type Option } from '../components/form.tsx';
import { humanise } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { checkEmail, checkText } from '../components/validate.ts';
import { CURRENCIES } from './competitor-prices.tsx';

const TIME_ZONES: readonly Option[] = Intl.supportedValuesOf('timeZone').map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}));

/** The options, with the present value among them whatever it is. */
function including(options: readonly Option[], value: string): readonly Option[] {
  return options.some((option) => option.value === value) ? options : [{ value, label: value }, ...options];
}

function SettingsForm({
  settings,
  editable,
  onDone,
}: {
  settings: Settings;
  editable: boolean;
  onDone: () => void;
}) {
  const before = { ...settings, supportEmail: settings.supportEmail ?? '' };
  const form = useForm(before, (values) => ({
    displayName: checkText(values.displayName, { label: 'a display name', longest: 120 }),
    supportEmail: checkEmail(values.supportEmail, true),
  }));
  const save = useChange(
    (api, json: Partial<Settings>) => api.done('PATCH', '/settings', { json }),
    [['settings']],
  );
  const submit = form.submit((values) => {
    const { displayName, currency, timezone, weeklyReport, supportEmail } = values;
    const email = supportEmail.trim();
    const all = {
      displayName: displayName.trim(),
      currency,
      timezone,
      weeklyReport,
      supportEmail: email || null,
    };
    const was: Record<string, unknown> = { ...settings };
    const changes = Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== was[name]));
    if (Object.keys(changes).length === 0) onDone();
    else save.mutate(changes, { onSuccess: onDone });
  });
  return (
    <form className="card form" aria-label="Settings" noValidate onSubmit={submit}>
      <h2>Organisation</h2>
      <ActionError error={save.error} />
      <fieldset disabled={!editable}>
        <div className="form-grid">
          <TextField
            label="Display name"
            name="displayName"
            value={form.values.displayName}
            message={form.messages.displayName}
            onChange={(value) => form.set('displayName', value)}
          />
          <TextField
            label="Support e-mail"
            name="supportEmail"
            type="email"
            optional
            value={form.values.supportEmail}
            message={form.messages.supportEmail}
            onChange={(value) => form.set('supportEmail', value)}
          />
          <SelectField
            label="Currency"
            name="currency"
            options={including(CURRENCIES, form.values.currency)}
            value={form.values.currency}
            onChange={(value) => form.set('currency', value)}
          />
          <SelectField
            label="Time zone"
            name="timezone"
            options={including(TIME_ZONES, form.values.timezone)}
            value={form.values.timezone}
            onChange={(value) => form.set('timezone', value)}
          />
        </div>
        <CheckField
          label="Send a weekly report"
          checked={form.values.weeklyReport}
          onChange={(checked) => form.set('weeklyReport', checked)}
        />
      </fieldset>
      {editable ? (
        <div className="form-actions">
          <button type="submit" className="button button-primary" disabled={save.isPending}>
            Save settings
          </button>
        </div>
      ) : (
        <p className="subtle">Only an administrator can change these settings.</p>
      )}
    </form>
  );
}

function Flags({ editable, onDone }: { editable: boolean; onDone: () => void }) {
  const flags = useRead(['flags'], (api, signal) => api.json<Items<Flag>>('GET', '/flags', { signal }));
  const set = useChange(
    (api, { key, enabled }: Flag) =>
      api.done('PUT', `/flags/${encodeURIComponent(key)}`, { json: { enabled } }),
    [['flags']],
  );
  return (
    <section className="card" aria-labelledby="features">
      <h2 id="features">Features</h2>
      <ActionError error={set.error} />
      <Awaited query={flags}>
        {(data) => (
          <ul className="flags" aria-label="Features">
            {data.items.map((flag) => (
              <li key={flag.key}>
                <CheckField
                  label={humanise(flag.key)}
                  hint={flag.description}
                  checked={flag.enabled}
                  disabled={!editable || set.isPending}
                  onChange={(enabled) => set.mutate({ ...flag, enabled }, { onSuccess: onDone })}
                />
              </li>
            ))}
            {data.items.length === 0 && <Empty>There are no optional features.</Empty>}
          </ul>
        )}
      </Awaited>
    </section>
  );
}

export function SettingsPage() {
  const editable = allows(useMe(), ADMINS);
  const [done, setDone] = useState('');
  const [savedCount, setSavedCount] = useState(0);
  const settings = useRead(['settings'], (api, signal) => api.json<Settings>('GET', '/settings', { signal }));
  return (
    <Page title="Settings" intro="How MarketEdge works for your organisation.">
      <Done>{done}</Done>
      <Awaited query={settings}>
        {(data) => (
          <SettingsForm
            key={savedCount}
            settings={data}
            editable={editable}
            onDone={() => {
              setDone('Settings saved.');
              setSavedCount((count) => count + 1);
            }}
          />
        )}
      </Awaited>
      <Flags editable={editable} onDone={() => setDone('Features saved.')} />
    </Page>
  );
}
