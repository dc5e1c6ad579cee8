import { deepLink, plan, test } from '../fixtures/index.ts';

test.describe('links to what belongs to another tenant', { tag: '@isolation' }, () => {
  for (const group of plan.deepLinks)
    test(group.title, ({ settle, visitAs, world }) =>
      settle(group, async (cell) => deepLink(world, await visitAs(cell.actor), cell)),
    );
});
