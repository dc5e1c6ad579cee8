/** The frame of every hosted page, and the parts that several of them use. */
import { html, type Html } from './html.ts';

export const STYLESHEET = '/u/style.css';

/** What is wrong with what was sent, next to the field that it is about. Codes and texts are Auth0's. */
export interface Problem {
  field: 'username' | 'password' | 'code' | 'organizationName' | 'email';
  code: string;
  text: string;
}

/** What every form sends along. */
export interface FormContext {
  state: string;
  csrf: string;
}

export interface PageParts {
  /** Title of the document. */
  title: string;
  heading: string;
  description?: string | Html;
  body?: Html;
}

const mark = html`<svg class="mark" viewBox="0 0 32 32" width="48" height="48" aria-hidden="true">
  <rect width="32" height="32" rx="8" fill="#0b5e57" />
  <path
    d="M7 22l6-8 5 5 7-10"
    fill="none"
    stroke="#fff"
    stroke-width="3"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

export function layout({ title, heading, description, body }: PageParts): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="${STYLESHEET}" />
      </head>
      <body>
        <main class="prompt">
          <header>
            ${mark}
            <h1>${heading}</h1>
            ${description !== undefined && html`<p class="description">${description}</p>`}
          </header>
          ${body}
        </main>
      </body>
    </html> `;
}

/** A form that posts to the address it is shown at. */
export function form({ state, csrf }: FormContext, name: string, content: Html): Html {
  return html`<form method="post" class="${name}" data-form-primary="true">
    <input type="hidden" name="state" value="${state}" />
    <input type="hidden" name="_csrf" value="${csrf}" />
    ${content}
  </form>`;
}

interface FieldOptions {
  name: Problem['field'];
  label: string;
  type: 'text' | 'email' | 'password';
  autocomplete: string;
  value?: string | undefined;
  inputmode?: 'email' | 'numeric' | 'text';
  focus?: boolean;
  optional?: boolean;
  problem?: Problem | undefined;
}

export function field(options: FieldOptions): Html {
  const { name, label, type, autocomplete, value, inputmode, focus, optional, problem } = options;
  const wrong = problem?.field === name ? problem : undefined;
  const errorId = `error-element-${name}`;
  return html`<div class="field">
    <label for="${name}">${label}${!optional && html`<span aria-hidden="true">*</span>`}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value ?? ''}"
      inputmode="${inputmode ?? 'text'}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${focus && html`autofocus`}
      ${wrong && html`aria-invalid="true" aria-describedby="${errorId}"`}
    />
    ${
      wrong &&
      html`<span id="${errorId}" class="ulp-input-error-message" data-error-code="${wrong.code}" role="alert"
        >${wrong.text}</span
      >`
    }
  </div>`;
}

/** The button that is pressed by Enter, as hosted pages have it: the visible one may not be first in its form. */
export const defaultButton = html`<button
  type="submit"
  name="action"
  value="default"
  class="hide"
  tabindex="-1"
  aria-hidden="true"
></button>`;

export const continueButton = html`<button
  type="submit"
  name="action"
  value="default"
  class="primary"
  data-action-button-primary="true"
>
  Continue
</button>`;
