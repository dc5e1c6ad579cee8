import { BrowserStorage, backAfterLogout, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what the browser keeps', () => {
  for (const group of plan.browserStorage)
    test(group.title, tagsOf(group), async ({ settle, visitAs, world }) => {
      const storage = new BrowserStorage(world, visitAs);
      await settle(group, (cell) => storage.judge(cell));
    });

  for (const group of plan.backAfterLogout)
    test(group.title, tagsOf(group), ({ settle, settings, visitInWholeBrowser, world }) =>
      settle(group, async (cell) => backAfterLogout(world, settings, await visitInWholeBrowser(), cell)),
    );
});
