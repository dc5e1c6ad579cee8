import { Link } from 'react-router';
import type { SignInFailure } from '../auth/callback.ts';
import { signInErrorText } from '../auth/sign-in-error.ts';
import { BareShell } from '../app/shell.tsx';
import { Standstill } from '../components/states.tsx';

/** A failed return from the identity provider. "Log out" in the frame leaves the account that was turned away. */
export function SignInFailedPage({ failure }: { failure: SignInFailure }) {
  return (
    <BareShell>
      <Standstill title="Sign-in failed" icon="denied">
        <p role="alert">{signInErrorText(failure.code)}</p>
        <Link className="button button-primary" to="/dashboard" reloadDocument>
          Try again
        </Link>
      </Standstill>
    </BareShell>
  );
}
