/** MarketEdge, as its people meet it. */
import type { Locator, Page } from '@playwright/test';
import type { Application } from '../contract.ts';
import { type Controls, controlsOf } from './controls.ts';

export class MarketEdge implements Application {
  readonly page: Page;
  readonly main: Locator;
  readonly heading: Locator;
  readonly account: Locator;
  readonly accessDenied: Locator;
  readonly notFound: Locator;
  readonly pageNotFound: Locator;
  readonly signInFailed: Locator;
  readonly failure: Locator;
  readonly controls: Controls;
  readonly navigation: Locator;
  readonly offeredRoles: Locator;
  readonly message: Locator;
  readonly textFields: Locator;
  readonly searchFields: Locator;
  readonly invalidFields: Locator;
  readonly waysOn: Locator;
  readonly downloads: Locator;
  readonly #navigation: Locator;
  readonly #loading: Locator;
  readonly #switcher: Locator;
  readonly #logIn: Locator;
  readonly #logOut: Locator;

  constructor(page: Page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.heading = page.getByRole('heading', { level: 1 });
    this.account = page.getByRole('region', { name: 'Account' });
    this.accessDenied = page.getByRole('heading', { level: 1, name: 'Access denied', exact: true });
    this.notFound = page.getByRole('heading', { level: 1, name: 'Not found', exact: true });
    this.pageNotFound = page.getByRole('heading', { level: 1, name: 'Page not found', exact: true });
    this.signInFailed = page.getByRole('heading', { level: 1, name: 'Sign-in failed', exact: true });
    this.failure = page.getByRole('alert');
    this.controls = controlsOf(page);
    this.#navigation = page.getByRole('navigation', { name: 'Main' });
    this.navigation = this.#navigation.getByRole('link');
    this.offeredRoles = this.main.getByRole('combobox', { name: 'Role', exact: true }).getByRole('option');
    this.message = this.main.getByRole('alert');
    this.textFields = this.main.getByRole('form').or(this.main.locator('form')).getByRole('textbox');
    this.searchFields = this.main.getByRole('searchbox');
    this.invalidFields = this.main.locator('[aria-invalid="true"]');
    this.waysOn = this.main.getByRole('button', { disabled: false }).or(this.main.getByRole('link'));
    this.downloads = this.main.getByRole('button', { name: /^Download / });
    this.#loading = page.getByRole('status').filter({ hasText: 'Loading' });
    this.#switcher = page.getByRole('combobox', { name: 'Organisation', exact: true });
    this.#logIn = page.getByRole('button', { name: 'Log in' });
    this.#logOut = page.getByRole('button', { name: 'Log out' });
  }

  navigationLink(name: string): Locator {
    return this.#navigation.getByRole('link', { name, exact: true });
  }

  tenantName(display: string): Locator {
    const alone = this.account.filter({ hasNot: this.#switcher, hasText: display });
    return this.#switcher.locator('option:checked').filter({ hasText: display }).or(alone);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path, { waitUntil: 'domcontentloaded' });
    await this.settled();
  }

  async follow(name: string): Promise<void> {
    const link = this.navigationLink(name);
    await link.click();
    // The page before stays until the next one can be shown; the link then says that it is the present one.
    await link.and(this.page.locator('[aria-current="page"]')).waitFor();
    await this.settled();
  }

  async route(path: string): Promise<void> {
    await this.page.evaluate(async (to) => {
      window.history.pushState(null, '', to);
      window.dispatchEvent(new PopStateEvent('popstate', { state: null }));
      // The page before stays until the next one is drawn, and may look as if it were the next one.
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    }, path);
    await this.settled();
  }

  async startSignIn(): Promise<void> {
    await this.page.goto('/', { waitUntil: 'domcontentloaded' });
    const { origin } = new URL(this.page.url());
    const away = this.page.waitForURL((url) => url.origin !== origin, { waitUntil: 'commit' });
    await Promise.all([away, this.#logIn.first().click()]);
  }

  async chooseTenant(display: string): Promise<void> {
    await this.#switcher.selectOption({ label: display });
  }

  async inTenant(display: string): Promise<void> {
    // An option of a closed list is never "visible".
    await this.tenantName(display).waitFor({ state: 'attached' });
    await this.settled();
  }

  async acceptInvitation(path: string): Promise<void> {
    await this.open(path);
    await this.main.getByRole('button', { name: 'Accept invitation' }).click();
    await this.main.getByRole('button', { name: 'Continue' }).waitFor();
  }

  async askToSignOut(): Promise<void> {
    await this.#logOut.click();
  }

  async signOut(): Promise<void> {
    await this.askToSignOut();
    await this.#logIn.first().waitFor();
  }

  async settled(): Promise<void> {
    await this.heading.first().waitFor();
    await this.#loading.first().waitFor({ state: 'detached' });
    await this.heading.first().waitFor();
  }
}
