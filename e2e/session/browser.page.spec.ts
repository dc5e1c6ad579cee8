import { BrowserStorage, backAfterLogout, plan, test } from '../fixtures/index.ts';

test.describe('what the browser keeps', { tag: '@session' }, () => {
  for (const group of plan.browserStorage)
    test(group.title, async ({ settle, visitAs, world }) => {
      const storage = new BrowserStorage(world, visitAs);
      await settle(group, (cell) => storage.judge(cell));
    });

  for (const group of plan.backAfterLogout)
    test(group.title, ({ settle, settings, visitInWholeBrowser, world }) =>
      settle(group, async (cell) => backAfterLogout(world, settings, await visitInWholeBrowser(), cell)),
    );
});
