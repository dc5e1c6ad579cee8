/** Enters text without its value in a step title: `fill` prints what it types, and reports are passed around. */
import type { Locator } from '@playwright/test';

/** Sets the value of an input as a person's typing would, events included. */
export async function enterSecret(field: Locator, secret: string): Promise<void> {
  await field.waitFor({ state: 'visible' });
  await field.evaluate((element, value) => {
    const input = element as HTMLInputElement;
    input.focus();
    // The prototype's own setter, past the one that a framework may have put on the element.
    Reflect.set(HTMLInputElement.prototype, 'value', value, input);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, secret);
}
