import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { DownloadLink, Export, Page as PageOf } from '../api/types.ts';
import { useServices } from '../app/context.tsx';
import { ConfirmButton } from '../components/confirm.tsx';
import { followDownload } from '../components/download.ts';
import { SelectField } from '../components/form.tsx';
import { formatCount, formatMoment } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { Badge, NumberCell, Pager, Table, type Tone } from '../components/table.tsx';

const KINDS = [
  { value: 'competitors', label: 'Competitors' },
  { value: 'prices', label: 'Price observations' },
] as const;
const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'json', label: 'JSON' },
] as const;

const STATES: Readonly<Record<Export['status'], { label: string; tone: Tone }>> = {
  queued: { label: 'Queued', tone: 'neutral' },
  running: { label: 'Running', tone: 'attention' },
  ready: { label: 'Ready', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
};

function labelOf(options: readonly { value: string; label: string }[], value: string): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

function isUnderWay(report: Export): boolean {
  return report.status === 'queued' || report.status === 'running';
}

function CreateForm({ onDone }: { onDone: () => void }) {
  const [kind, setKind] = useState<string>('competitors');
  const [format, setFormat] = useState<string>('csv');
  const create = useChange(
    (api) => api.json<Export>('POST', '/exports', { json: { kind, format } }),
    [['exports']],
  );
  return (
    <form
      className="card inline-form"
      aria-label="New report"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(undefined, { onSuccess: onDone });
      }}
    >
      <SelectField label="Data" options={KINDS} value={kind} onChange={setKind} />
      <SelectField label="Format" options={FORMATS} value={format} onChange={setFormat} />
      <button type="submit" className="button button-primary" disabled={create.isPending}>
        Create report
      </button>
      <ActionError error={create.error} />
    </form>
  );
}

function ReportRow({
  report,
  onError,
  onDone,
}: {
  report: Export;
  onError: (e: Error) => void;
  onDone: (text: string) => void;
}) {
  const { api, session } = useServices();
  const path = `/exports/${segment(report.id)}`;
  const name = `${labelOf(KINDS, report.kind)} (${labelOf(FORMATS, report.format)}) of ${formatMoment(report.createdAt)}`;
  const download = useMutation({
    mutationFn: async () => {
      const { url } = await api.json<DownloadLink>('POST', `${path}/link`);
      followDownload(url, session.config.apiUrl);
    },
  });
  const remove = useChange((client) => client.done('DELETE', path), [['exports']]);
  const { label, tone } = STATES[report.status];
  return (
    <tr>
      <th scope="row">{labelOf(KINDS, report.kind)}</th>
      <td>{labelOf(FORMATS, report.format)}</td>
      <td>{formatMoment(report.createdAt)}</td>
      <NumberCell>{formatCount(report.rowCount)}</NumberCell>
      <td>
        <Badge tone={tone}>{label}</Badge>
      </td>
      <td className="row-actions">
        {report.status === 'ready' && (
          <button
            type="button"
            className="button button-small"
            aria-label={`Download ${name}`}
            disabled={download.isPending}
            onClick={() =>
              download.mutate(undefined, { onSuccess: () => onDone('Download started.'), onError })
            }
          >
            Download
          </button>
        )}
        <ConfirmButton
          small
          label="Delete"
          name={`Delete ${name}`}
          question="Delete this report?"
          detail="Its download links stop working at once."
          confirm="Delete"
          disabled={remove.isPending}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => onDone('Report deleted.'), onError })}
        />
      </td>
    </tr>
  );
}

export function ReportsPage() {
  const [page, setPage] = useState(1);
  const [done, setDone] = useState('');
  const [error, setError] = useState<Error>();
  const reports = useRead(
    ['exports', { page }],
    (api, signal) => api.json<PageOf<Export>>('GET', '/exports', { query: { page }, signal }),
    {
      keepPrevious: true,
      refetchInterval: ({ state }) => (!state.error && state.data?.items.some(isUnderWay) ? 1000 : false),
    },
  );
  const finish = (text: string): void => {
    setError(undefined);
    setDone(text);
  };
  return (
    <Page title="Reports" intro="Your data as a file. Only you see the reports that you create.">
      <CreateForm onDone={() => finish('Report requested. It appears below and is ready in a moment.')} />
      <Done>{done}</Done>
      <ActionError error={error} />
      <Awaited query={reports}>
        {(data) => (
          <div className="card card-flush">
            <Table caption="Reports" columns={['Data', 'Format', 'Created', '>Rows', 'Status', 'Actions']}>
              {data.items.map((report) => (
                <ReportRow key={report.id} report={report} onError={setError} onDone={finish} />
              ))}
            </Table>
            {data.items.length === 0 && <Empty>You have not created a report yet.</Empty>}
            <Pager
              of="reports"
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
