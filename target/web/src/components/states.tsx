/** What a page shows instead of its content: waiting, failed, denied, missing. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiError, isCode, textOf } from '../api/errors.ts';
import { NamedIcon, type IconName } from './icons.tsx';
import { Page } from './page.tsx';

export function Loading() {
  return (
    <p className="loading" role="status">
      Loading…
    </p>
  );
}

export function Reference({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || !error.reference) return null;
  return (
    <p className="reference">
      Reference <code>{error.reference}</code>
    </p>
  );
}

/** A failed request in the place of what it should have brought. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, detail } = textOf(error);
  return (
    <div className="notice notice-error" role="alert">
      <p className="notice-title">{isCode(error, 'forbidden') ? title : 'Something went wrong'}</p>
      <p>{detail}</p>
      <Reference error={error} />
      {retry && (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** A failed action: what it was about stays on the page. */
export function ActionError({ error, children }: { error: unknown; children?: ReactNode }) {
  if (!error) return null;
  const { title, detail } = textOf(error);
  return (
    <div className="notice notice-error" role="alert">
      <p className="notice-title">{title}</p>
      <p>{detail}</p>
      <Reference error={error} />
      {children}
    </div>
  );
}

/** A successful action. The region stays on the page, so that a change of its text is announced. */
export function Done({ children }: { children?: ReactNode }) {
  return (
    <div role="status" className={children ? 'notice notice-done' : 'notice-empty'}>
      {children}
    </div>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

/** A page that is only a heading, a sentence and a way on. */
export function Standstill({
  title,
  icon,
  children,
}: {
  title: string;
  icon: IconName;
  children: ReactNode;
}) {
  return (
    <div className="standstill">
      <span className="standstill-icon">
        <NamedIcon name={icon} />
      </span>
      <Page title={title}>{children}</Page>
    </div>
  );
}

export function AccessDenied({ children }: { children?: ReactNode }) {
  return (
    <Standstill title="Access denied" icon="denied">
      <p>Your account does not have access to this page. Ask your administrator if you need it.</p>
      {children}
    </Standstill>
  );
}

/** The same for what is absent, what belongs to somebody else, and what cannot be an id. */
export function NotFound({ back, backLabel }: { back: string; backLabel: string }) {
  return (
    <Standstill title="Not found" icon="missing">
      <p>This does not exist, or it has been removed.</p>
      <Link className="button" to={back}>
        {backLabel}
      </Link>
    </Standstill>
  );
}

export function PageNotFound() {
  return (
    <Standstill title="Page not found" icon="missing">
      <p>There is no page at this address.</p>
      <Link className="button" to="/">
        Go to the start page
      </Link>
    </Standstill>
  );
}

interface AwaitedQuery<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/**
 * Shows the content once its data is there; until then that it is loading, or why it is not coming. What was read
 * before stays visible when reading it again fails, but not when it is refused.
 */
export function Awaited<T>({
  query,
  children,
}: {
  query: AwaitedQuery<T>;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = query;
  const failure = error && <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined || isCode(error, 'forbidden')) return failure ?? <Loading />;
  return (
    <>
      {failure}
      {children(data)}
    </>
  );
}
