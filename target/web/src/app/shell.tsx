/** The frame around every page of a signed-in person: banner, navigation, account, organisation switcher. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore, type ReactNode } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { scopeOf } from '../api/hooks.ts';
import type { Items, Me, OwnOrganisation } from '../api/types.ts';
import { Logo, NamedIcon } from '../components/icons.tsx';
import { Page } from '../components/page.tsx';
import { ActionError, Failure, Loading } from '../components/states.tsx';
import { allows, homeOf, roleName } from './access.ts';
import { Boundary } from './boundary.tsx';
import { useServices } from './context.tsx';
import { NAVIGATION } from './navigation.ts';

export function LogOutButton() {
  const { api, session } = useServices();
  return (
    <button
      type="button"
      className="button button-quiet"
      onClick={() => void session.logOut((token) => api.endSession(token))}
    >
      <NamedIcon name="logout" />
      Log out
    </button>
  );
}

/** The frame for people of whom the API says nothing: no navigation, no account, only the way out. */
export function BareShell({ children }: { children: ReactNode }) {
  return (
    <div className="bare">
      <header className="banner">
        <Link className="brand" to="/">
          <Logo />
          MarketEdge
        </Link>
        <LogOutButton />
      </header>
      <main id="content">{children}</main>
    </div>
  );
}

function OrganisationName({ me }: { me: Me }) {
  const { api, session } = useServices();
  const organisations = useQuery({
    queryKey: [scopeOf(me), 'me', 'organisations'],
    queryFn: ({ signal }) => api.json<Items<OwnOrganisation>>('GET', '/me/organisations', { signal }),
  });
  const change = useMutation({
    mutationFn: async (organisationId: string) => {
      await api.done('PUT', '/me/organisation', { json: { organisationId } });
      await session.moveTo(organisationId);
    },
  });

  const items = organisations.data?.items ?? [];
  if (!me.organisation || items.length < 2) {
    return <span className="account-organisation">{me.organisation?.name ?? 'MarketEdge platform'}</span>;
  }
  return (
    <>
      <label className="organisation-switch">
        <span className="visually-hidden">Organisation</span>
        <select
          value={me.organisation.id}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.target.value)}
        >
          {items.map((organisation) => (
            <option key={organisation.id} value={organisation.id}>
              {organisation.name}
            </option>
          ))}
        </select>
      </label>
      <ActionError error={change.error} />
    </>
  );
}

/** In the place of a page that could not be drawn: the navigation stays, and so does everything else around it. */
function PageFailed() {
  return (
    <Page title="Something went wrong">
      <Failure error={undefined} retry={() => window.location.reload()} />
    </Page>
  );
}

export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { pathname } = useLocation();
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="banner">
        <Link className="brand" to={homeOf(me)}>
          <Logo />
          MarketEdge
        </Link>
        <section className="account" aria-label="Account">
          <span className="account-person">
            <span className="account-name">{me.name}</span>
            <span className="account-role">{roleName(me.role)}</span>
          </span>
          <OrganisationName me={me} />
        </section>
        <LogOutButton />
      </header>
      <nav className="sidebar" aria-label="Main">
        <ul>
          {NAVIGATION.filter((item) => allows(me, item.roles)).map((item) => (
            <li key={item.path}>
              <NavLink to={item.path}>
                <NamedIcon name={item.icon} />
                {item.label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content">
        <Boundary place={pathname} fallback={<PageFailed />}>
          {children}
        </Boundary>
      </main>
    </div>
  );
}

/** Paints nothing of the session from the moment it is being left. */
export function WhileHere({ children }: { children: ReactNode }) {
  const { session } = useServices();
  const leaving = useSyncExternalStore(session.subscribe, () => session.leaving);
  return leaving ? <Loading /> : children;
}
