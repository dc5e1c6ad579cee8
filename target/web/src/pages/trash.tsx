import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead, type Key } from '../api/hooks.ts';
import type { Competitor, Page as PageOf } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm.tsx';
import { formatAmount } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { NumberCell, Pager, Table } from '../components/table.tsx';

const TOUCHED: readonly Key[] = [['trash'], ['competitors'], ['metrics']];

export function TrashPage() {
  const [page, setPage] = useState(1);
  const [done, setDone] = useState('');
  const trash = useRead(
    ['trash', { page }],
    (api, signal) => api.json<PageOf<Competitor>>('GET', '/trash/competitors', { query: { page }, signal }),
    { keepPrevious: true },
  );
  const restore = useChange(
    (api, id: string) => api.done('POST', `/trash/competitors/${segment(id)}/restore`),
    TOUCHED,
  );
  const purge = useChange(
    (api, id: string) => api.done('DELETE', `/trash/competitors/${segment(id)}`),
    TOUCHED,
  );
  const pending = restore.isPending || purge.isPending;

  return (
    <Page title="Trash" intro="Deleted competitors. Restore them, or delete them for good.">
      <Done>{done}</Done>
      <ActionError error={restore.error ?? purge.error} />
      <Awaited query={trash}>
        {(data) => (
          <div className="card card-flush">
            <Table caption="Deleted competitors" columns={['Name', 'Category', 'City', '>Price', 'Actions']}>
              {data.items.map((competitor) => (
                <tr key={competitor.id}>
                  <th scope="row">{competitor.name}</th>
                  <td>{competitor.category}</td>
                  <td>{competitor.city}</td>
                  <NumberCell>{formatAmount(competitor.price)}</NumberCell>
                  <td className="row-actions">
                    <button
                      type="button"
                      className="button button-small"
                      aria-label={`Restore ${competitor.name}`}
                      disabled={pending}
                      onClick={() =>
                        restore.mutate(competitor.id, { onSuccess: () => setDone('Competitor restored.') })
                      }
                    >
                      Restore
                    </button>
                    <ConfirmButton
                      small
                      label="Delete permanently"
                      name={`Delete ${competitor.name} permanently`}
                      question="Delete this competitor permanently?"
                      detail="Its prices and attachments go with it. It cannot be brought back."
                      confirm="Delete permanently"
                      disabled={pending}
                      onConfirm={() =>
                        purge.mutate(competitor.id, {
                          onSuccess: () => setDone('Competitor deleted permanently.'),
                        })
                      }
                    />
                  </td>
                </tr>
              ))}
            </Table>
            {data.items.length === 0 && <Empty>The trash is empty.</Empty>}
            <Pager
              of="deleted competitors"
              page={data.page}
              pageSize={data.pageSize}
              total={data.total}
              onPage={setPage}
            />
          </div>
        )}
      </Awaited>
    </Page>
  );
}
