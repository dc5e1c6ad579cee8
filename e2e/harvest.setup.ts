/** Finds the resources of every tenant that the probes ask for, and the values that belong to one tenant alone. */
import { harvestAll, test } from './fixtures/index.ts';

test('the resources of every tenant are found', async ({ sensors, settings, sessions, store }) => {
  await harvestAll({ sensors, settings, sessions, store });
});
