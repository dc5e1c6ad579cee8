/**
 * What a person reads when signing in failed. The identity provider's own description comes in by the address bar,
 * where anybody can write, so only its code is looked at, and only fixed texts are shown.
 */

const TEXTS: Readonly<Record<string, string>> = {
  access_denied: 'You do not have access to this organisation.',
  unauthorized: 'This account cannot sign in. Ask your administrator.',
  login_required: 'Your session has ended. Sign in again.',
  consent_required: 'MarketEdge needs your consent to sign you in.',
  interaction_required: 'Signing in needs one more step from you. Try again.',
  missing_transaction: 'This sign-in was started in another tab or has expired. Start again.',
  state_mismatch: 'This sign-in was started in another tab or has expired. Start again.',
  invalid_grant: 'This sign-in has expired. Start again.',
  temporarily_unavailable: 'Signing in is not possible at the moment. Try again in a few minutes.',
  timeout: 'Signing in took too long. Try again.',
};

const OTHER = 'We could not sign you in. Try again, and ask your administrator if it keeps happening.';

/** The fixed text for an OAuth error code. */
export function signInErrorText(code: string | undefined): string {
  return (code !== undefined && Object.hasOwn(TEXTS, code) && TEXTS[code]) || OTHER;
}
