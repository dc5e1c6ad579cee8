import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { Page, Price } from '../api/types.ts';
import { ADMINS, WRITERS, allows } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { ConfirmButton } from '../components/confirm.tsx';
import { SelectField, TextField, useForm } from '../components/form.tsx';
import { formatAmount, formatDay } from '../components/format.ts';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { NumberCell, Pager, Table } from '../components/table.tsx';
import { checkAmount, checkText } from '../components/validate.ts';

export const CURRENCIES = ['CHF', 'EUR', 'GBP', 'PLN', 'SEK', 'USD'].map((code) => ({
  value: code,
  label: code,
}));

const SOURCE = { label: 'where the price was seen', longest: 120 };

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

interface NewPrice {
  amount: number;
  currency: string;
  observedAt: string;
  source: string;
}

interface PriceFormProps {
  competitorId: string;
  /** Currency of what was seen last. */
  currency: string;
  onDone: () => void;
}

function PriceForm({ competitorId, currency, onDone }: PriceFormProps) {
  const form = useForm({ amount: '', currency, observedOn: today(), source: '' }, (values) => ({
    amount: checkAmount(values.amount, 'an amount'),
    observedOn: Number.isNaN(Date.parse(values.observedOn)) ? 'Enter a date.' : undefined,
    source: checkText(values.source, SOURCE),
  }));
  const add = useChange(
    (api, price: NewPrice) =>
      api.json<Price>('POST', `/competitors/${segment(competitorId)}/prices`, { json: price }),
    [['prices', competitorId], ['metrics']],
  );
  return (
    <form
      className="inline-form"
      aria-label="Add a price observation"
      noValidate
      onSubmit={form.submit((values) =>
        add.mutate(
          {
            amount: Number(values.amount),
            currency: values.currency,
            observedAt: new Date(`${values.observedOn}T12:00:00Z`).toISOString(),
            source: values.source.trim(),
          },
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
        label="Amount"
        name="amount"
        inputMode="decimal"
        value={form.values.amount}
        message={form.messages.amount}
        onChange={(value) => form.set('amount', value)}
      />
      <SelectField
        label="Currency"
        name="currency"
        options={CURRENCIES}
        value={form.values.currency}
        onChange={(value) => form.set('currency', value)}
      />
      <TextField
        label="Observed on"
        name="observedOn"
        type="date"
        max={today()}
        value={form.values.observedOn}
        message={form.messages.observedOn}
        onChange={(value) => form.set('observedOn', value)}
      />
      <TextField
        label="Source"
        name="source"
        placeholder="Website, visit, brochure…"
        value={form.values.source}
        message={form.messages.source}
        onChange={(value) => form.set('source', value)}
      />
      <button type="submit" className="button" disabled={add.isPending}>
        Add price
      </button>
      <ActionError error={add.error} />
    </form>
  );
}

/** What was seen of a competitor's prices, newest first as the API gives them. */
export function Prices({ competitorId }: { competitorId: string }) {
  const me = useMe();
  const [page, setPage] = useState(1);
  const [done, setDone] = useState('');
  const prices = useRead(
    ['prices', competitorId, { page }],
    (api, signal) =>
      api.json<Page<Price>>('GET', `/competitors/${segment(competitorId)}/prices`, {
        query: { page },
        signal,
      }),
    { keepPrevious: true },
  );
  const remove = useChange(
    (api, priceId: string) =>
      api.done('DELETE', `/competitors/${segment(competitorId)}/prices/${segment(priceId)}`),
    [['prices', competitorId], ['metrics']],
  );
  const mayDelete = allows(me, ADMINS);
  const columns = ['Observed', '>Amount', 'Currency', 'Source', ...(mayDelete ? ['Actions'] : [])];

  return (
    <section className="card" aria-labelledby="prices">
      <h2 id="prices">Price observations</h2>
      <Done>{done}</Done>
      <ActionError error={remove.error} />
      <Awaited query={prices}>
        {(data) => (
          <>
            <Table caption="Price observations" columns={columns}>
              {data.items.map((price) => (
                <tr key={price.id}>
                  <td>{formatDay(price.observedAt)}</td>
                  <NumberCell>{formatAmount(price.amount)}</NumberCell>
                  <td>{price.currency}</td>
                  <td>{price.source}</td>
                  {mayDelete && (
                    <td className="row-actions">
                      <ConfirmButton
                        small
                        label="Delete"
                        name={`Delete price of ${formatDay(price.observedAt)}`}
                        question="Delete this price observation?"
                        detail="It cannot be brought back."
                        confirm="Delete"
                        disabled={remove.isPending}
                        onConfirm={() =>
                          remove.mutate(price.id, { onSuccess: () => setDone('Price observation deleted.') })
                        }
                      />
                    </td>
                  )}
                </tr>
              ))}
            </Table>
            {data.items.length === 0 && <Empty>No price has been observed yet.</Empty>}
            {data.total > data.pageSize && (
              <Pager
                of="price observations"
                page={data.page}
                pageSize={data.pageSize}
                total={data.total}
                onPage={setPage}
              />
            )}
            {allows(me, WRITERS) && (
              <PriceForm
                competitorId={competitorId}
                currency={data.items[0]?.currency ?? 'EUR'}
                onDone={() => setDone('Price observation added.')}
              />
            )}
          </>
        )}
      </Awaited>
    </section>
  );
}
