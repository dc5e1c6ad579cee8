/** Auth0's Universal Login: the screens that may come, located by what Auth0 keeps stable from build to build. */
import type { Locator, Page } from '@playwright/test';
import { enterSecret } from './secret.ts';

export class UniversalLogin {
  readonly page: Page;
  readonly username: Locator;
  readonly password: Locator;
  readonly organizationName: Locator;
  readonly code: Locator;
  /** Submits identifier, password, organization and code screens. */
  readonly continueButton: Locator;
  readonly acceptConsent: Locator;
  readonly skipPasskey: Locator;
  /** A server-side message below a field or on top of the screen. */
  readonly error: Locator;
  readonly forgotPassword: Locator;
  readonly heading: Locator;

  constructor(page: Page) {
    this.page = page;
    this.username = page.locator('input#username:visible:not([readonly])');
    this.password = page.locator('input#password:visible');
    this.organizationName = page.locator('input[name="organizationName"]:visible');
    this.code = page.locator('input[name="code"]:visible');
    this.continueButton = page.locator('button[type="submit"][data-action-button-primary="true"]:visible');
    this.acceptConsent = page.locator('button[value="accept"]:visible');
    this.skipPasskey = page.locator('button[value="abort-passkey-enrollment"]:visible');
    this.error = page.locator('.ulp-input-error-message[data-error-code]:visible, #prompt-alert:visible');
    this.forgotPassword = page.getByRole('link', { name: /forgot password|can't log in/i });
    this.heading = page.getByRole('heading', { level: 1 });
  }

  /** The button of an organization on the picker. */
  organization(display: string): Locator {
    return this.page.locator('button[name="organization"]:visible').filter({ hasText: display });
  }

  async submitIdentifier(email: string): Promise<void> {
    await this.username.fill(email);
    await this.#submit(this.continueButton);
  }

  async submitPassword(password: string): Promise<void> {
    await enterSecret(this.password, password);
    await this.#submit(this.continueButton);
  }

  /** For the screen that asks for both. */
  async submitBoth(email: string, password: string): Promise<void> {
    await this.username.fill(email);
    await this.submitPassword(password);
  }

  async submitOrganization(name: string): Promise<void> {
    await this.organizationName.fill(name);
    await this.#submit(this.continueButton);
  }

  async pickOrganization(display: string): Promise<void> {
    await this.#submit(this.organization(display));
  }

  async submitCode(code: string): Promise<void> {
    await enterSecret(this.code, code);
    await this.#submit(this.continueButton);
  }

  async accept(): Promise<void> {
    await this.#submit(this.acceptConsent);
  }

  async declinePasskey(): Promise<void> {
    await this.#submit(this.skipPasskey);
  }

  /** Ends when the document that answers the form is there. */
  async #submit(button: Locator): Promise<void> {
    const next = this.page.waitForEvent('framenavigated', (frame) => frame === this.page.mainFrame());
    await Promise.all([next, button.click()]);
  }
}
