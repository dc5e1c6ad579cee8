import { useEffect } from 'react';
import { useServices } from '../app/context.tsx';
import { Loading } from '../components/states.tsx';

/** Where links in mails lead: signs in first, silently where there is a session, and then opens `returnTo`. */
export function LoginPage() {
  const { session } = useServices();
  useEffect(() => {
    const returnTo = new URLSearchParams(window.location.search).get('returnTo') ?? undefined;
    if (!session.leaving) void session.signIn({ returnTo });
  }, [session]);
  return <Loading />;
}
