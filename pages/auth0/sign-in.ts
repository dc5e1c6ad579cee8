/** Follows Universal Login through whichever screens come, until it is left or refuses. */
import type { Locator, Page } from '@playwright/test';
import { UniversalLogin } from './universal-login.ts';

export interface Person {
  email: string;
  password: string;
  /** The organization to choose where Auth0 asks for one. */
  organization?: { name: string; display: string };
  /** Gives a one-time code that was not used, for people who have a second factor. */
  oneTimeCode?: () => Promise<string>;
}

/** How the login ended: back at the application, or on one of Auth0's own screens, refused or because it was to end there. */
export type LoginOutcome =
  { left: true } | { left: false; screen: string; errorCode: string; message: string };

type ScreenName =
  | 'login'
  | 'identifier'
  | 'password'
  | 'organization'
  | 'organization picker'
  | 'one-time code'
  | 'consent'
  | 'passkey';

interface Screen {
  name: ScreenName;
  shows: Locator;
  answer: () => Promise<void>;
}

const SCREENS_LIMIT = 8;

function screensOf(login: UniversalLogin, person: Person): Screen[] {
  const organization = person.organization ?? { name: '', display: '' };
  return [
    {
      name: 'login',
      shows: login.username.and(login.page.locator('form:has(#password:visible) #username')),
      answer: () => login.submitBoth(person.email, person.password),
    },
    { name: 'identifier', shows: login.username, answer: () => login.submitIdentifier(person.email) },
    { name: 'password', shows: login.password, answer: () => login.submitPassword(person.password) },
    {
      name: 'organization',
      shows: login.organizationName,
      answer: () => login.submitOrganization(organization.name),
    },
    {
      name: 'organization picker',
      shows: login.organization(organization.display),
      answer: () => login.pickOrganization(organization.display),
    },
    {
      name: 'one-time code',
      shows: login.code,
      answer: async () => login.submitCode((await person.oneTimeCode?.()) ?? ''),
    },
    { name: 'consent', shows: login.acceptConsent, answer: () => login.accept() },
    { name: 'passkey', shows: login.skipPasskey, answer: () => login.declinePasskey() },
  ];
}

/**
 * Ends when the browser is outside the identity provider, or one of its screens is there.
 *
 * A wait that is left behind ends later, in an error that tells every address passed since, authorization codes among
 * them; so none is begun where the answer is known, and leaving is heard of as an event.
 */
async function nextStop(page: Page, idpOrigin: string, screens: Screen[]): Promise<Screen | undefined> {
  const isOutside = (): boolean => new URL(page.url()).origin !== idpOrigin;
  if (isOutside()) return undefined;
  const anyScreen = screens.map(({ shows }) => shows).reduce((all, one) => all.or(one));
  let left: () => void = () => undefined;
  const leaving = new Promise<void>((resolve) => {
    left = () => {
      if (isOutside()) resolve();
    };
  });
  page.on('framenavigated', left);
  try {
    await Promise.race([leaving, anyScreen.first().waitFor()]);
  } finally {
    page.off('framenavigated', left);
  }
  if (isOutside()) return undefined;
  for (const screen of screens) if (await screen.shows.first().isVisible()) return screen;
  throw new Error(`the login page "${await page.title()}" is none that is known`);
}

/**
 * Signs a person in, from the first screen on.
 *
 * @param idpOrigin origin of the identity provider; the login is over when the browser is elsewhere
 * @param until the screen that is not to be answered; without one the login is followed to its end
 * @param look is told of each screen when it is there, before it is answered
 * @returns where it ended; a refusal comes with Auth0's error code
 */
export async function signIn(
  page: Page,
  idpOrigin: string,
  person: Person,
  until?: ScreenName,
  look?: (screen: ScreenName) => Promise<void>,
): Promise<LoginOutcome> {
  const login = new UniversalLogin(page);
  const screens = screensOf(login, person);
  for (let step = 0; step < SCREENS_LIMIT; step += 1) {
    const screen = await nextStop(page, idpOrigin, screens);
    if (!screen) return { left: true };
    await look?.(screen.name);
    if (await login.error.first().isVisible()) {
      const error = login.error.first();
      return {
        left: false,
        screen: screen.name,
        errorCode: (await error.getAttribute('data-error-code')) ?? '',
        message: (await error.innerText()).trim(),
      };
    }
    if (screen.name === until) return { left: false, screen: screen.name, errorCode: '', message: '' };
    await screen.answer();
  }
  throw new Error(`the login did not end after ${SCREENS_LIMIT} screens`);
}
