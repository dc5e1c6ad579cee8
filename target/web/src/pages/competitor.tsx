import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { segment } from '../api/client.ts';
import { isCode } from '../api/errors.ts';
import { useChange, useRead } from '../api/hooks.ts';
import type { Competitor } from '../api/types.ts';
import { ADMINS, WRITERS, allows } from '../app/access.ts';
import { useMe } from '../app/context.tsx';
import { ConfirmButton } from '../components/confirm.tsx';
import { formatAmount, formatDay } from '../components/format.ts';
import { Page } from '../components/page.tsx';
import { ActionError, Failure, Loading, NotFound } from '../components/states.tsx';
import { safeLink } from '../components/validate.ts';
import { Attachments } from './competitor-attachments.tsx';
import { Prices } from './competitor-prices.tsx';

export function CompetitorNotFound() {
  return <NotFound back="/competitors" backLabel="Back to competitors" />;
}

function Website({ address }: { address: string | null }) {
  if (!address) return <>–</>;
  const href = safeLink(address);
  return href ? (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {address}
    </a>
  ) : (
    <>{address}</>
  );
}

function Details({ competitor }: { competitor: Competitor }) {
  return (
    <section className="card" aria-labelledby="details">
      <h2 id="details">Details</h2>
      <dl className="details">
        <div>
          <dt>Category</dt>
          <dd>{competitor.category}</dd>
        </div>
        <div>
          <dt>City</dt>
          <dd>{competitor.city}</dd>
        </div>
        <div>
          <dt>Price</dt>
          <dd>{formatAmount(competitor.price)}</dd>
        </div>
        {competitor.costBasis !== undefined && (
          <div>
            <dt>Cost basis</dt>
            <dd>{formatAmount(competitor.costBasis)}</dd>
          </div>
        )}
        <div>
          <dt>Website</dt>
          <dd>
            <Website address={competitor.website} />
          </dd>
        </div>
        <div>
          <dt>Added</dt>
          <dd>{formatDay(competitor.createdAt)}</dd>
        </div>
        <div>
          <dt>Added by</dt>
          <dd>{competitor.createdBy ?? '–'}</dd>
        </div>
        {competitor.notes !== undefined && (
          <div className="details-wide">
            <dt>Notes</dt>
            <dd className="prose">{competitor.notes || '–'}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Actions({ competitor, onError }: { competitor: Competitor; onError: (error: Error) => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const remove = useChange(
    (api) => api.done('DELETE', `/competitors/${segment(competitor.id)}`),
    [['competitors', 'list'], ['trash'], ['metrics']],
  );
  return (
    <>
      {allows(me, WRITERS) && (
        <Link className="button" to={`/competitors/${encodeURIComponent(competitor.id)}/edit`}>
          Edit
        </Link>
      )}
      {allows(me, ADMINS) && (
        <ConfirmButton
          label="Delete competitor"
          question="Delete this competitor?"
          detail="It moves to the trash, from where it can be restored."
          confirm="Delete"
          disabled={remove.isPending}
          onConfirm={() =>
            remove.mutate(undefined, { onSuccess: () => void navigate('/competitors'), onError })
          }
        />
      )}
    </>
  );
}

export function CompetitorPage() {
  const { id = '' } = useParams();
  const [actionError, setActionError] = useState<Error>();
  const competitor = useRead(['competitors', 'one', id], (api, signal) =>
    api.json<Competitor>('GET', `/competitors/${segment(id)}`, { signal }),
  );
  if (isCode(competitor.error, 'not_found')) return <CompetitorNotFound />;
  if (competitor.error) {
    return (
      <Page title="Competitor">
        <Failure error={competitor.error} retry={() => void competitor.refetch()} />
      </Page>
    );
  }
  if (!competitor.data) return <Loading />;
  return (
    <Page
      title={competitor.data.name}
      tabTitle="Competitor"
      intro={`${competitor.data.category} in ${competitor.data.city}`}
      actions={<Actions competitor={competitor.data} onError={setActionError} />}
    >
      <ActionError error={actionError} />
      <Details competitor={competitor.data} />
      <Prices competitorId={competitor.data.id} />
      <Attachments competitorId={competitor.data.id} />
    </Page>
  );
}
