/** What stands between an address and its page: a session, a known person, a role. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Link, Navigate, Outlet } from 'react-router';
import { isCode } from '../api/errors.ts';
import { ME_KEY } from '../api/hooks.ts';
import type { Me, Role } from '../api/types.ts';
import { AccessDenied, Failure, Loading } from '../components/states.tsx';
import { Page } from '../components/page.tsx';
import { allows, homeOf } from './access.ts';
import { MeContext, useMe, useServices } from './context.tsx';
import { BareShell, Shell } from './shell.tsx';

/** Who is signed in, from the API. Asking for it is what sends somebody without a session to the login page. */
export function useMeQuery(enabled = true): UseQueryResult<Me> {
  const { api } = useServices();
  const queries = useQueryClient();
  useEffect(
    () => api.onAccessChange(() => void queries.invalidateQueries({ queryKey: ME_KEY })),
    [api, queries],
  );
  return useQuery({
    queryKey: ME_KEY,
    queryFn: ({ signal }) => api.json<Me>('GET', '/me', { signal }),
    staleTime: 60_000,
    retryOnMount: false,
    enabled,
  });
}

/** Every page of the app: waits for who is signed in, then frames the page. */
export function SignedIn() {
  const me = useMeQuery();
  if (isCode(me.error, 'forbidden')) {
    return (
      <BareShell>
        <AccessDenied />
      </BareShell>
    );
  }
  if (!me.data) {
    if (!me.error) return <Loading />;
    return (
      <BareShell>
        <Page title="Something went wrong">
          <Failure error={me.error} retry={() => void me.refetch()} />
        </Page>
      </BareShell>
    );
  }
  return (
    <MeContext value={me.data}>
      <Shell me={me.data}>
        <Outlet />
      </Shell>
    </MeContext>
  );
}

/** A page for some roles. For everybody else the page is not even made, so it asks the API for nothing. */
export function For({ roles, children }: { roles: readonly Role[]; children: ReactNode }) {
  const me = useMe();
  if (allows(me, roles)) return children;
  return (
    <AccessDenied>
      <Link className="button" to={homeOf(me)}>
        Back to {homeOf(me) === '/dashboard' ? 'dashboard' : 'organisations'}
      </Link>
    </AccessDenied>
  );
}

/** After a sign-in that nobody sent from a page: on to the first page of the role. */
export function ToFirstPage() {
  const me = useMeQuery();
  if (me.data) return <Navigate to={homeOf(me.data)} replace />;
  if (me.error) return <Navigate to="/dashboard" replace />;
  return <Loading />;
}
