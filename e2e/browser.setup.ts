/** Without a browser nobody signs in; then that is said once, and not by everything that would need one. */
import { expect, test } from './fixtures/index.ts';

test('a browser starts', ({ browser }) => {
  expect(browser.isConnected()).toBe(true);
});
