/** What the specs know of an application: the one door to its pages. A new application implements this, and no spec changes. */
import type { Locator, Page } from '@playwright/test';

export interface Application {
  /** The browser page that it drives. */
  readonly page: Page;
  /** Where the content of the current page is; its text is what a person sees. */
  readonly main: Locator;
  /** The one heading of the current page. */
  readonly heading: Locator;
  /** Where the signed-in person's name, role and tenant stand; present only when signed in. */
  readonly account: Locator;
  /** Shown in place of a page that the role may not see. */
  readonly accessDenied: Locator;
  /** Shown in place of a thing that is not there, or not for this tenant. */
  readonly notFound: Locator;
  /** Shown for an address that no page has. */
  readonly pageNotFound: Locator;
  /** Shown when the sign-in came back with an error. */
  readonly signInFailed: Locator;
  /** Announces, to people who do not see the page as well, that something could not be brought or done. */
  readonly failure: Locator;
  /** Present while the application names this tenant as the one that it shows. */
  tenantName(display: string): Locator;
  /**
   * The present page's own forms and controls, by the operation of the policy that each is for. Using one takes the lock
   * off it where it is disabled, and enters the marker where a text is asked for; what came of it is for the caller to wait for.
   */
  readonly controls: Readonly<Record<string, (marker: string) => Promise<void>>>;
  /** Every link of the main navigation. */
  readonly navigation: Locator;
  /** The values that the present page offers where a role is given to somebody, in one of its forms. */
  readonly offeredRoles: Locator;
  /** A link of the main navigation. */
  navigationLink(name: string): Locator;
  /** Opens an address by typing it; ends when the application or the login page has settled. */
  open(path: string): Promise<void>;
  /** Opens a page by the main navigation; ends when it has settled. */
  follow(name: string): Promise<void>;
  /** Goes to an address inside the loaded application, as a link would; ends when it has settled. */
  route(path: string): Promise<void>;
  /** What the page says of something that went wrong, so that it is announced to whoever cannot see it. */
  readonly message: Locator;
  /** The text fields of the present page's form. */
  readonly textFields: Locator;
  /** Fields of the present page's content in which one types what to look for. */
  readonly searchFields: Locator;
  /** Fields that the page says are not well filled in. */
  readonly invalidFields: Locator;
  /** Buttons and links of the page's content that can be used: the ways on from where one is. */
  readonly waysOn: Locator;
  /** Buttons and links of the page's content that give a file. */
  readonly downloads: Locator;
  /** Starts a sign-in from the landing page; ends at the login page. */
  startSignIn(): Promise<void>;
  /** Chooses another tenant in the application's switcher; ends at once, before anything has come of it. */
  chooseTenant(display: string): Promise<void>;
  /** Ends when the application names this tenant as the one that it shows, and has settled. */
  inTenant(display: string): Promise<void>;
  /** Opens the link of an invitation and accepts it; ends when the page says that it was. */
  acceptInvitation(path: string): Promise<void>;
  /** Presses the application's own button to sign out; ends at once, before anything has come of it. */
  askToSignOut(): Promise<void>;
  /** Signs out by the application's own button; ends at the landing page. */
  signOut(): Promise<void>;
  /** Ends when nothing on the page is still loading. */
  settled(): Promise<void>;
}

export type ApplicationFactory = (page: Page) => Application;
