import { browserRuns, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('browsers', () => {
  test(
    'The browser of this project runs',
    tagsOf(...plan.infrastructure.browsers),
    async ({ settle, visitAnonymously, browserName }) => {
      for (const group of plan.infrastructure.browsers.filter(({ title }) => title.includes(browserName)))
        await settle(group, async () => browserRuns(await visitAnonymously()));
    },
  );
});
