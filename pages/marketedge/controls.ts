/** The forms and controls of MarketEdge that change something, by the operation that each is for. */
import type { Locator, Page } from '@playwright/test';

export type Controls = Readonly<Record<string, (marker: string) => Promise<void>>>;

/** Takes the lock off a control, or off everything inside a form, as a person with the browser's tools would. */
async function unlock(container: Locator): Promise<void> {
  await container.evaluate((element) => {
    for (const one of [element, ...element.querySelectorAll(':disabled')]) one.removeAttribute('disabled');
  });
}

export function controlsOf(page: Page): Controls {
  const main = page.getByRole('main');
  const field = (label: string): Locator => main.getByLabel(label, { exact: true });
  const press = (name: string): Promise<void> => main.getByRole('button', { name, exact: true }).click();
  return {
    'competitors.create': async (marker) => {
      await field('Name').fill(marker);
      await field('Category').fill('budget');
      await field('City').fill('Probeville');
      await field('Price').fill('42.5');
      await press('Create competitor');
    },
    'competitors.update': async (marker) => {
      await field('City').fill(marker);
      await press('Save changes');
    },
    'exports.create': () => press('Create report'),
    'alerts.create': async (marker) => {
      await press('New alert');
      await field('Title').fill(marker);
      await field('Message').fill('A probe.');
      await press('Create alert');
    },
    'invitations.create': async (marker) => {
      await field('E-mail').fill(`${marker}@probe.example`);
      await press('Send invitation');
    },
    'settings.update': async () => {
      const form = main.getByRole('form', { name: 'Settings' });
      await unlock(form);
      await form.getByRole('checkbox', { name: 'Send a weekly report' }).click();
      // The button is not made for those who may not save; a form is sent without one.
      await form.evaluate((element: HTMLFormElement) => element.requestSubmit());
    },
    'flags.update': async () => {
      const checkbox = main.getByRole('region', { name: 'Features' }).getByRole('checkbox').first();
      await unlock(checkbox);
      await checkbox.click();
    },
    'platform.organisations.create': async (marker) => {
      await field('Name').fill(marker);
      await field('Display name').fill(marker);
      await press('Create organisation');
    },
  };
}
