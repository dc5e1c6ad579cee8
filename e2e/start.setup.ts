/** A run that was killed may have left rows behind; they go before anything is compared. */
import { clearEarlier, test } from './fixtures/index.ts';

test('nothing of an earlier run is left', async ({ bareWorld, store }) => {
  await clearEarlier(store, bareWorld);
});
