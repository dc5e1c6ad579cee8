import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isCode } from '../api/errors.ts';
import type { Joined } from '../api/types.ts';
import { MeContext, useServices } from '../app/context.tsx';
import { useMeQuery } from '../app/gates.tsx';
import { BareShell, Shell } from '../app/shell.tsx';
import { Page } from '../components/page.tsx';
import { ActionError, Failure, Loading } from '../components/states.tsx';

const LONGEST = 4096;

/**
 * The invitation of the address. It is a credential, so it leaves the address and the tab's history once the person
 * is known to be signed in; before that it has to survive the way over the login page.
 */
function useInvitation(signedIn: boolean): string {
  const [invitation] = useState(
    () => new URLSearchParams(window.location.search).get('invitation')?.slice(0, LONGEST) ?? '',
  );
  useEffect(() => {
    if (signedIn && window.location.search !== '') {
      window.history.replaceState(window.history.state, '', window.location.pathname);
    }
  }, [signedIn]);
  return invitation;
}

function JoinContent({ invitation }: { invitation: string }) {
  const { api, session } = useServices();
  const accept = useMutation({
    mutationFn: () => api.json<Joined>('POST', '/invitations/accept', { json: { token: invitation } }),
  });
  if (accept.data) {
    const { id, name } = accept.data.organisation;
    // Where organisations are claims of the profile, the identity provider takes no organisation.
    const organization = session.config.tenancy === 'organization' ? id : undefined;
    return (
      <>
        <p role="status">You have joined {name}.</p>
        <button
          type="button"
          className="button button-primary"
          onClick={() => void session.signIn({ organization, returnTo: '/dashboard', switched: true })}
        >
          Continue
        </button>
      </>
    );
  }
  if (invitation === '') return <p>Open the link of your invitation to join an organisation.</p>;
  return (
    <>
      <p>You were invited to work in an organisation on MarketEdge.</p>
      {isCode(accept.error, 'not_found') ? (
        <div className="notice notice-error" role="alert">
          <p className="notice-title">This invitation is not valid</p>
          <p>It may have expired, been used or been revoked, or it is for another account.</p>
        </div>
      ) : (
        <ActionError error={accept.error} />
      )}
      <button
        type="button"
        className="button button-primary"
        disabled={accept.isPending}
        onClick={() => accept.mutate()}
      >
        Accept invitation
      </button>
    </>
  );
}

/** For anybody who is signed in, also without a role or an organisation. */
export function JoinPage() {
  const { session } = useServices();
  const token = useQuery({
    queryKey: ['signed-in'],
    queryFn: () => session.token().then(() => true),
    staleTime: Infinity,
  });
  const signedIn = token.data === true;
  const invitation = useInvitation(signedIn);
  const me = useMeQuery(signedIn);

  if (token.error) {
    return (
      <BareShell>
        <Page title="Join an organisation">
          <Failure error={token.error} retry={() => void token.refetch()} />
        </Page>
      </BareShell>
    );
  }
  if (!signedIn || me.isPending) return <Loading />;
  const content = (
    <div className="standstill">
      <Page title="Join an organisation">
        <JoinContent invitation={invitation} />
      </Page>
    </div>
  );
  return me.data ? (
    <MeContext value={me.data}>
      <Shell me={me.data}>{content}</Shell>
    </MeContext>
  ) : (
    <BareShell>{content}</BareShell>
  );
}
