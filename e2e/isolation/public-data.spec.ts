import { PublicData, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what anybody gets', () => {
  for (const group of plan.publicData)
    test(group.title, tagsOf(group), ({ settle, settings, world }) => {
      const data = new PublicData(world, settings.appUrl);
      return settle(group, (cell) => data.judge(cell));
    });
});
