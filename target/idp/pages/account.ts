/** Pages around an account: consent, password reset, logout. */
import { CLIENT_NAME } from '../clients.ts';
import { html, type Html } from './html.ts';
import { continueButton, field, form, type FormContext, layout, type Problem } from './layout.ts';

const SCOPE_TEXTS: Record<string, string> = {
  profile: 'Profile: your name',
  email: 'Email: your email address',
  offline_access: 'Offline access: stay signed in while you are away',
};

export function consentPage(context: FormContext, name: string, scopes: readonly string[]): Html {
  const items = scopes.flatMap((scope) => {
    const text = SCOPE_TEXTS[scope];
    return text === undefined ? [] : [html`<li>${text}</li>`];
  });
  return layout({
    title: `Authorize Application | ${CLIENT_NAME}`,
    heading: 'Authorize App',
    description: html`Hi ${name}, <strong>${CLIENT_NAME}</strong> is requesting access to your account.`,
    body: form(
      context,
      '_form-consent',
      html`<ul class="scopes">
          ${items}
        </ul>
        <div class="pair">
          <button type="submit" name="action" value="deny" class="secondary">Decline</button>
          <button
            type="submit"
            name="action"
            value="accept"
            class="primary"
            data-action-button-primary="true"
          >
            Accept
          </button>
        </div>`,
    ),
  });
}

export function resetRequestPage(context: FormContext, email: string, problem?: Problem): Html {
  return layout({
    title: `Reset your password | ${CLIENT_NAME}`,
    heading: 'Forgot Your Password?',
    description: 'Enter your email address and we will send you instructions to reset your password.',
    body: html`${form(
      context,
      '_form-reset-password-request',
      html`${field({ name: 'email', label: 'Email address', type: 'text', value: email, inputmode: 'email', autocomplete: 'email', focus: true, problem })}
      ${continueButton}`,
    )}
    ${backToLogin(context)}`,
  });
}

/** Says the same for every address: whether there is such an account is nobody's business. */
export function resetSentPage(context: FormContext, email: string): Html {
  return layout({
    title: `Check your email | ${CLIENT_NAME}`,
    heading: 'Check Your Email',
    description: html`Please check the email address <strong>${email}</strong> for instructions to reset your
      password.`,
    body: backToLogin(context),
  });
}

function backToLogin({ state }: FormContext): Html {
  return html`<p class="aside"><a href="/u/login?state=${encodeURIComponent(state)}">Back to login</a></p>`;
}

export function logoutPage(hidden: readonly (readonly [name: string, value: string])[]): Html {
  const inputs = hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
  return layout({
    title: `Log out | ${CLIENT_NAME}`,
    heading: 'Log Out',
    description: `Do you want to log out of ${CLIENT_NAME}?`,
    body: html`<form method="post" class="_form-logout">
      ${inputs}
      <button type="submit" name="action" value="accept" class="primary" data-action-button-primary="true">
        Log out
      </button>
    </form>`,
  });
}

export function errorPage(text: string): Html {
  return layout({
    title: `Error | ${CLIENT_NAME}`,
    heading: 'Oops!, something went wrong',
    description: text,
  });
}

export function loggedOutPage(): Html {
  return layout({ title: `Logged out | ${CLIENT_NAME}`, heading: 'You are logged out' });
}
