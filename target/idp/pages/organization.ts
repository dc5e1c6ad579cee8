/** The pages on which a person names or picks an organisation. */
import { CLIENT_NAME } from '../clients.ts';
import { html, type Html } from './html.ts';
import { continueButton, field, form, type FormContext, layout, type Problem } from './layout.ts';

export function organizationPage(context: FormContext, problem?: Problem): Html {
  return layout({
    title: `Enter your organization name to log in | ${CLIENT_NAME}`,
    heading: 'Enter Your Organization Name',
    description: 'Leave it empty if your account belongs to no organization.',
    body: form(
      context,
      '_form-organization',
      html`${field({
        name: 'organizationName',
        label: 'Organization',
        type: 'text',
        autocomplete: 'organization',
        focus: true,
        optional: true,
        problem,
      })}
      ${continueButton}`,
    ),
  });
}

export function pickerPage(
  context: FormContext,
  organisations: readonly { id: string; displayName: string }[],
): Html {
  const buttons = organisations.map(
    ({ id, displayName }) =>
      html`<li>
        <button type="submit" name="organization" value="${id}" class="choice">${displayName}</button>
      </li>`,
  );
  return layout({
    title: `Choose an organization | ${CLIENT_NAME}`,
    heading: 'Choose an Organization',
    description: 'Select the organization that you want to log in to.',
    body: form(
      context,
      '_form-organization-picker',
      html`<ul class="choices">
        ${buttons}
      </ul>`,
    ),
  });
}
