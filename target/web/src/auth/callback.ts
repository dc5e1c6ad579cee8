/** The return from the identity provider: runs before anything is rendered. */
import type { Auth0Client } from '@auth0/auth0-spa-js';
import { oauthErrorOf } from './oauth-error.ts';
import { safeReturnTo } from './return-to.ts';
import type { SignInState } from './session.ts';
import { tellOtherTabs } from './tabs.ts';

export const CALLBACK_PATH = '/callback';

/** The code of a sign-in that failed. */
export interface SignInFailure {
  code: string | undefined;
}

/**
 * Completes a sign-in. The authorization code, the state and whatever else stood in the address are taken out of it
 * (and out of the tab's history) before the first page is painted, whether the sign-in succeeded or not. A sign-in
 * that nobody sent from a page stays at the callback's own path, which leads on to the first page of the role.
 * @returns the failure, if it failed
 */
export async function completeSignIn(client: Auth0Client): Promise<SignInFailure | undefined> {
  const url = window.location.href;
  window.history.replaceState(null, '', CALLBACK_PATH);
  try {
    const { appState } = await client.handleRedirectCallback<SignInState | undefined>(url);
    const returnTo = safeReturnTo(appState?.returnTo);
    if (returnTo) window.history.replaceState(null, '', returnTo);
    if (appState?.switched) tellOtherTabs('session-changed');
    return undefined;
  } catch (error) {
    return { code: oauthErrorOf(error) };
  }
}
