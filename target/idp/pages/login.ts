/** The pages that ask who is there: identifier, password, both, and the one-time code. */
import { CLIENT_NAME } from '../clients.ts';
import { html, type Html } from './html.ts';
import {
  continueButton,
  defaultButton,
  field,
  form,
  type FormContext,
  layout,
  type Problem,
} from './layout.ts';

const RESET_PATH = '/u/reset-password/request/Username-Password-Authentication';
const CONTINUE_TO = `Log in to ${CLIENT_NAME} to continue.`;

interface LoginPage {
  context: FormContext;
  identifier: string;
  problem?: Problem | undefined;
}

function link(context: FormContext, path: string, text: string): Html {
  return html`<p class="aside"><a href="${path}?state=${encodeURIComponent(context.state)}">${text}</a></p>`;
}

function identifierField(identifier: string, focus: boolean, problem: Problem | undefined): Html {
  return field({
    name: 'username',
    label: 'Email address',
    type: 'text',
    inputmode: 'email',
    autocomplete: 'username',
    value: identifier,
    focus,
    problem,
  });
}

function passwordField(problem: Problem | undefined, focus: boolean): Html {
  return field({
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
    focus,
    problem,
  });
}

export function identifierPage({ context, identifier, problem }: LoginPage): Html {
  // A nameless password field lets password managers fill both pages at once; hosted pages have it too.
  const filler = html`<input
    type="password"
    class="hide"
    autocomplete="off"
    tabindex="-1"
    aria-hidden="true"
  />`;
  return layout({
    title: `Log in | ${CLIENT_NAME}`,
    heading: 'Welcome',
    description: CONTINUE_TO,
    body: html`${form(
      context,
      '_form-login-id',
      html`${identifierField(identifier, true, problem)} ${filler} ${continueButton}`,
    )}
    ${link(context, RESET_PATH, "Can't log in to your account?")}`,
  });
}

export function passwordPage({ context, identifier, problem }: LoginPage): Html {
  return layout({
    title: `Enter your password to log in | ${CLIENT_NAME}`,
    heading: 'Enter Your Password',
    description: `Enter your password for ${CLIENT_NAME} to continue.`,
    body: html`${form(
      context,
      '_form-login-password',
      html`${defaultButton}
        <div class="chosen">
          <input
            name="username"
            type="text"
            value="${identifier}"
            autocomplete="username"
            aria-label="Email address"
            readonly
          />
          <a
            href="/u/login/identifier?state=${encodeURIComponent(context.state)}"
            data-link-name="edit-username"
            aria-label="Edit email address"
            >Edit</a
          >
        </div>
        ${passwordField(problem, true)} ${link(context, RESET_PATH, 'Forgot password?')} ${continueButton}`,
    )}`,
  });
}

export function combinedPage({ context, identifier, problem }: LoginPage): Html {
  return layout({
    title: `Log in | ${CLIENT_NAME}`,
    heading: 'Welcome',
    description: CONTINUE_TO,
    body: form(
      context,
      '_form-login',
      html`${defaultButton} ${identifierField(identifier, identifier === '', problem)}
      ${passwordField(problem, identifier !== '')} ${link(context, RESET_PATH, 'Forgot password?')}
      ${continueButton}`,
    ),
  });
}

export function codePage(context: FormContext, problem?: Problem): Html {
  return layout({
    title: `Enter your one-time password to log in | ${CLIENT_NAME}`,
    heading: 'Verify Your Identity',
    description: 'Check your preferred one-time password application for a code.',
    body: form(
      context,
      '_form-mfa-otp-challenge',
      html`${field({
        name: 'code',
        label: 'Enter your one-time code',
        type: 'text',
        inputmode: 'numeric',
        autocomplete: 'one-time-code',
        focus: true,
        problem,
      })}
      ${continueButton}`,
    ),
  });
}
