import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { segment } from '../api/client.ts';
import { useChange, useRead, useScopedKey } from '../api/hooks.ts';
import { useStream, type StreamStatus } from '../api/stream.ts';
import type { Alert, Page as PageOf, Severity } from '../api/types.ts';
import { ADMINS, WRITERS, allows } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { ConfirmButton } from '../components/confirm.tsx';
import { formatMoment, humanise } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { ActionError, Awaited, Done, Empty } from '../components/states.tsx';
import { Badge, Pager, type Tone } from '../components/table.tsx';
import { AlertForm } from './alert-form.tsx';

const TONES: Readonly<Record<Severity, Tone>> = { info: 'neutral', warning: 'attention', critical: 'bad' };

const STATUS_TEXTS: Readonly<Record<StreamStatus, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  off: 'Live updates are off',
};

function isAlert(value: unknown): value is Alert {
  return (
    typeof value === 'object' && value !== null && 'id' in value && 'title' in value && 'severity' in value
  );
}

function parseAlert(data: string): Alert | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isAlert(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Puts alerts on top of the first page as they arrive; answers how the stream is doing and what came last. */
function useLiveAlerts(): { status: StreamStatus; latest: Alert | undefined } {
  const queries = useQueryClient();
  const scoped = useScopedKey();
  const [latest, setLatest] = useState<Alert>();
  const status = useStream('/alerts/stream', ({ event, data }) => {
    const alert = event === 'alert' ? parseAlert(data) : undefined;
    if (!alert) return;
    setLatest(alert);
    queries.setQueryData<PageOf<Alert>>(scoped(['alerts', { page: 1 }]), (list) => {
      if (!list || list.items.some((item) => item.id === alert.id)) return list;
      return { ...list, items: [alert, ...list.items].slice(0, list.pageSize), total: list.total + 1 };
    });
  });
  return { status, latest };
}

function AlertCard({
  alert,
  onError,
  onDone,
}: {
  alert: Alert;
  onError: (e: Error) => void;
  onDone: (text: string) => void;
}) {
  const me = useMe();
  const path = `/alerts/${segment(alert.id)}`;
  const acknowledge = useChange((api) => api.done('POST', `${path}/acknowledge`), [['alerts']]);
  const remove = useChange((api) => api.done('DELETE', path), [['alerts']]);
  return (
    <li className={`alert alert-${alert.severity}`}>
      <article aria-labelledby={`alert-${alert.id}`}>
        <div className="alert-head">
          <h2 id={`alert-${alert.id}`}>{alert.title}</h2>
          <Badge tone={TONES[alert.severity]}>{humanise(alert.severity)}</Badge>
        </div>
        <p className="prose">{alert.message}</p>
        <div className="alert-foot">
          <span>
            {formatMoment(alert.createdAt)}
            {alert.acknowledgedAt && ` · Acknowledged ${formatMoment(alert.acknowledgedAt)}`}
          </span>
          <span className="row-actions">
            {allows(me, WRITERS) && !alert.acknowledgedAt && (
              <button
                type="button"
                className="button button-small"
                aria-label={`Acknowledge ${alert.title}`}
                disabled={acknowledge.isPending}
                onClick={() =>
                  acknowledge.mutate(undefined, { onSuccess: () => onDone('Alert acknowledged.'), onError })
                }
              >
                Acknowledge
              </button>
            )}
            {allows(me, ADMINS) && (
              <ConfirmButton
                small
                label="Delete"
                name={`Delete ${alert.title}`}
                question="Delete this alert?"
                detail="It disappears for everybody in your organisation."
                confirm="Delete"
                disabled={remove.isPending}
                onConfirm={() =>
                  remove.mutate(undefined, { onSuccess: () => onDone('Alert deleted.'), onError })
                }
              />
            )}
          </span>
        </div>
      </article>
    </li>
  );
}

export function AlertsPage() {
  const me = useMe();
  const [page, setPage] = useState(1);
  const [done, setDone] = useState('');
  const [error, setError] = useState<Error>();
  const { status, latest } = useLiveAlerts();
  const alerts = useRead(
    ['alerts', { page }],
    (api, signal) => api.json<PageOf<Alert>>('GET', '/alerts', { query: { page }, signal }),
    { keepPrevious: true },
  );
  const finish = (text: string): void => {
    setError(undefined);
    setDone(text);
  };
  return (
    <Page
      title="Alerts"
      intro="What moved in your market, as it happens."
      actions={
        <p className={`live live-${status}`} role="status" aria-label="Live updates">
          {STATUS_TEXTS[status]}
        </p>
      }
    >
      <p className="visually-hidden" aria-live="polite">
        {latest && `New alert: ${latest.title}`}
      </p>
      {allows(me, WRITERS) && <AlertForm onDone={() => finish('Alert created.')} />}
      <Done>{done}</Done>
      <ActionError error={error} />
      <Awaited query={alerts}>
        {(data) => (
          <>
            {data.items.length === 0 && <Empty>There are no alerts.</Empty>}
            <ul className="alerts" aria-label="Alerts">
              {data.items.map((alert) => (
                <AlertCard key={alert.id} alert={alert} onError={setError} onDone={finish} />
              ))}
            </ul>
            <Pager
              of="alerts"
              page={data.page}
              pageSize={data.pageSize}
              total={data.total}
              onPage={setPage}
            />
          </>
        )}
      </Awaited>
    </Page>
  );
}
