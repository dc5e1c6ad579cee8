import { offeredNoOther, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('the way in', () => {
  for (const group of plan.offeredTenants)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async (cell) => offeredNoOther(world, settings, await visitAnonymously(), cell)),
    );
});
