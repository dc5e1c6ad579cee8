import { useState } from 'react';
import { useRead } from '../api/hooks.ts';
import type { AuditEntry, Page as PageOf } from '../api/types.ts';
import { formatMoment, humanise } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { Awaited, Empty } from '../components/states.tsx';
import { Badge, Pager, Table } from '../components/table.tsx';

interface AuditProps {
  title: string;
  intro: string;
  path: string;
}

function Audit({ title, intro, path }: AuditProps) {
  const [page, setPage] = useState(1);
  const entries = useRead(
    ['audit', path, { page }],
    (api, signal) => api.json<PageOf<AuditEntry>>('GET', path, { query: { page }, signal }),
    { keepPrevious: true },
  );
  return (
    <Page title={title} intro={intro}>
      <Awaited query={entries}>
        {(data) => (
          <div className="card card-flush">
            <Table caption={title} columns={['Time', 'Person', 'Action', 'Target', 'Outcome']}>
              {data.items.map((entry) => (
                <tr key={entry.id}>
                  <td className="nowrap">{formatMoment(entry.at)}</td>
                  <td className="nowrap">{entry.actorName ?? entry.actorId ?? '–'}</td>
                  <td className="nowrap">
                    <code>{entry.action}</code>
                  </td>
                  <td className="break subtle">{entry.target ?? '–'}</td>
                  <td>
                    <Badge tone={entry.outcome === 'denied' ? 'bad' : 'neutral'}>
                      {humanise(entry.outcome)}
                    </Badge>
                  </td>
                </tr>
              ))}
            </Table>
            {data.items.length === 0 && <Empty>Nothing has been recorded yet.</Empty>}
            <Pager
              of="entries"
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

export function AuditPage() {
  return <Audit title="Audit log" intro="Who did what in your organisation, newest first." path="/audit" />;
}

export function PlatformAuditPage() {
  return (
    <Audit
      title="Platform audit"
      intro="What was done to organisations, newest first."
      path="/platform/audit"
    />
  );
}
