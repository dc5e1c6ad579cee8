/** The hosted pages one by one: how each looks, and what a submission of it means. */
import { createHash } from 'node:crypto';
import type { Interaction, InteractionResults } from 'oidc-provider';
import type { Config } from './config.ts';
import type { Directory, Person } from './directory.ts';
import type { Context } from './http.ts';
import { consentPage, resetRequestPage, resetSentPage } from './pages/account.ts';
import type { Html } from './pages/html.ts';
import type { FormContext, Problem } from './pages/layout.ts';
import { codePage, combinedPage, identifierPage, passwordPage } from './pages/login.ts';
import { organizationPage, pickerPage } from './pages/organization.ts';
import type { Passwords } from './passwords.ts';
import { type Consents, requestedScopes } from './policy.ts';
import type { Throttles } from './throttle.ts';
import type { Transaction } from './transactions.ts';

export interface StepParts {
  config: Config;
  directory: Directory;
  passwords: Passwords;
  throttles: Throttles;
  consents: Consents;
}

interface View {
  transaction: Transaction;
  interaction: Interaction;
  /** What was wrong with a submission, and the submission. */
  problem?: Problem;
  form?: URLSearchParams;
}

interface Submission {
  ctx: Context;
  transaction: Transaction;
  interaction: Interaction;
  form: URLSearchParams;
}

/** What follows a submission: the same page with a message, another page, the page that is due, or the end. */
export type Outcome = { problem: Problem } | { page: Html } | { next: true } | { finish: InteractionResults };

export interface Step {
  view: (view: View) => Html;
  submit: (submission: Submission) => Promise<Outcome> | Outcome;
}

const NEXT: Outcome = { next: true };
const LONGEST_IDENTIFIER = 320;

const PROBLEMS = {
  noEmail: { field: 'username', code: 'no-email', text: 'Please enter an email address' },
  wrongCredentials: { field: 'password', code: 'wrong-email-credentials', text: 'Wrong email or password' },
  userBlocked: {
    field: 'password',
    code: 'user-blocked',
    text: 'Your account has been blocked after multiple consecutive login attempts.',
  },
  invalidCode: { field: 'code', code: 'invalid-code', text: 'The code you entered is invalid' },
  tooManyCodes: {
    field: 'code',
    code: 'too-many-failures',
    text: 'Too many failed codes. Wait for some minutes before retrying.',
  },
  invalidOrganisation: {
    field: 'organizationName',
    code: 'invalid-organization',
    text: 'The organization you entered is invalid',
  },
  invalidEmail: { field: 'email', code: 'invalid-email-format', text: 'Email is not valid.' },
} as const satisfies Record<string, Problem>;

const contextOf = ({ id, csrf }: Transaction): FormContext => ({ state: id, csrf });

/** The account that this submission speaks for: in a login under way, or of the session that a prompt interrupts. */
function personOf({ directory }: StepParts, { session }: Interaction): Person | undefined {
  return directory.person(session?.accountId ?? '');
}

function signedIn(transaction: Transaction, person: Person, methods: string[]): Outcome {
  const { organisationId } = transaction;
  return {
    finish: {
      login: { accountId: person.id, amr: methods },
      ...(organisationId === undefined ? {} : { organization: organisationId }),
    },
  };
}

/** The password decides everything: before it is right, no account differs from one that does not exist. */
async function checkPassword(parts: StepParts, { ctx, transaction, form }: Submission): Promise<Outcome> {
  const { directory, passwords, throttles } = parts;
  const { identifier } = transaction;
  delete transaction.personId;
  const key = createHash('sha256')
    .update(`${ctx.req.socket.remoteAddress} ${identifier.trim().toLowerCase()}`)
    .digest('base64');
  if (!throttles.passwords.attempt(key)) return { problem: PROBLEMS.userBlocked };
  const person = directory.personByEmail(identifier);
  if (!(await passwords.verify(person?.id, form.get('password') ?? '')) || !person) {
    const exhausted = throttles.passwords.exhausted(key);
    return { problem: exhausted ? PROBLEMS.userBlocked : PROBLEMS.wrongCredentials };
  }
  throttles.passwords.succeed(key);
  if (person.blocked) return { finish: { error: 'unauthorized', error_description: 'user is blocked' } };
  if (person.totpSecret === undefined) return signedIn(transaction, person, ['pwd']);
  transaction.personId = person.id;
  return NEXT;
}

/** @returns a message when the identifier cannot be one */
function takeIdentifier({ transaction, form }: Submission): Problem | undefined {
  transaction.identifier = (form.get('username') ?? '').slice(0, LONGEST_IDENTIFIER);
  delete transaction.personId;
  return transaction.identifier.trim() === '' ? PROBLEMS.noEmail : undefined;
}

function loginSteps(parts: StepParts): [path: string, step: Step][] {
  const { directory, throttles } = parts;
  const view = ({ transaction, problem }: View) => ({
    context: contextOf(transaction),
    identifier: transaction.identifier,
    problem,
  });
  return [
    [
      '/u/login/identifier',
      {
        view: (shown) => identifierPage(view(shown)),
        submit: (submission) => {
          const problem = takeIdentifier(submission);
          submission.transaction.identified = problem === undefined;
          return problem ? { problem } : NEXT;
        },
      },
    ],
    [
      '/u/login/password',
      {
        view: (shown) => passwordPage(view(shown)),
        submit: (submission) => checkPassword(parts, submission),
      },
    ],
    [
      '/u/login',
      {
        view: (shown) => combinedPage(view(shown)),
        submit: (submission) => {
          const problem = takeIdentifier(submission);
          return problem ? { problem } : checkPassword(parts, submission);
        },
      },
    ],
    [
      '/u/mfa-otp-challenge',
      {
        view: ({ transaction, problem }) => codePage(contextOf(transaction), problem),
        submit: ({ transaction, form }) => {
          const person = directory.person(transaction.personId ?? '');
          if (!person) return NEXT;
          if (!throttles.codes.attempt(person.id)) return { problem: PROBLEMS.tooManyCodes };
          if (!directory.useCode(person, (form.get('code') ?? '').trim()))
            return { problem: PROBLEMS.invalidCode };
          throttles.codes.succeed(person.id);
          return signedIn(transaction, person, ['pwd', 'otp', 'mfa']);
        },
      },
    ],
  ];
}

function organisationSteps(parts: StepParts): [path: string, step: Step][] {
  const { directory } = parts;
  return [
    [
      '/u/organization',
      {
        view: ({ transaction, problem }) => organizationPage(contextOf(transaction), problem),
        submit: ({ transaction, form }) => {
          const name = (form.get('organizationName') ?? '').trim();
          const organisation = directory.openOrganisation(name);
          if (name !== '' && organisation?.name !== name.toLowerCase()) {
            return { problem: PROBLEMS.invalidOrganisation };
          }
          transaction.asksOrganisation = false;
          if (organisation) transaction.organisationId = organisation.id;
          return NEXT;
        },
      },
    ],
    [
      '/u/organization/picker',
      {
        view: ({ transaction, interaction }) => {
          const person = personOf(parts, interaction);
          return pickerPage(contextOf(transaction), person ? directory.organisationsOf(person) : []);
        },
        submit: ({ interaction, form }) => {
          const person = personOf(parts, interaction);
          const chosen = form.get('organization') ?? '';
          const known = person && directory.isMember(person, chosen);
          return known ? { finish: { organization: chosen } } : NEXT;
        },
      },
    ],
  ];
}

function accountSteps(parts: StepParts): [path: string, step: Step][] {
  return [
    [
      '/u/consent',
      {
        view: ({ transaction, interaction }) =>
          consentPage(
            contextOf(transaction),
            personOf(parts, interaction)?.name ?? '',
            requestedScopes(interaction.params),
          ),
        submit: ({ interaction, form }) => {
          if (form.get('action') !== 'accept') {
            return {
              finish: { error: 'access_denied', error_description: 'User did not authorize the request' },
            };
          }
          parts.consents.give(personOf(parts, interaction)?.id, interaction.params);
          return { finish: { consent: {} } };
        },
      },
    ],
    [
      '/u/reset-password/request/Username-Password-Authentication',
      {
        view: ({ transaction, problem, form }) =>
          resetRequestPage(contextOf(transaction), form?.get('email') ?? '', problem),
        submit: ({ transaction, form }) => {
          const email = (form.get('email') ?? '').trim();
          return /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= LONGEST_IDENTIFIER
            ? { page: resetSentPage(contextOf(transaction), email) }
            : { problem: PROBLEMS.invalidEmail };
        },
      },
    ],
  ];
}

/** All hosted pages by their path. */
export function createSteps(parts: StepParts): ReadonlyMap<string, Step> {
  return new Map([...loginSteps(parts), ...organisationSteps(parts), ...accountSteps(parts)]);
}
