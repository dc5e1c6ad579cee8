import { TenantChange, TwoTabs, backAfterChange, lateAnswer, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('another tenant in the same browser', () => {
  // One person switches in all of these: where the tenant is kept with the account, they must not run at once.
  test.describe.configure({ mode: 'default' });

  for (const group of [...plan.organisationSwitch, ...plan.secondLogin])
    test(group.title, tagsOf(group), async ({ settle, settings, visitAnonymously, world }) => {
      const change = new TenantChange(world, settings, visitAnonymously);
      await settle(group, (cell) => change.judge(cell));
    });

  for (const group of plan.lateAnswers)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async (cell) => lateAnswer(world, settings, await visitAnonymously(), cell)),
    );

  for (const group of plan.twoTabs)
    test(group.title, tagsOf(group), async ({ settle, settings, visitAnonymously, world }) => {
      const tabs = new TwoTabs(world, settings, visitAnonymously);
      await settle(group, (cell) => tabs.judge(cell));
    });

  for (const group of plan.backForwardCache)
    test(group.title, tagsOf(group), ({ settle, settings, visitInWholeBrowser, world }) =>
      settle(group, async (cell) => backAfterChange(world, settings, await visitInWholeBrowser(), cell)),
    );
});
