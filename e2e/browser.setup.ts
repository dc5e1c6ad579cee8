/** Without a browser nobody signs in: of all that fails then, this says why. */
import { expect, test } from './fixtures/index.ts';

test('a browser starts', ({ browser }) => {
  expect(browser.isConnected()).toBe(true);
});
