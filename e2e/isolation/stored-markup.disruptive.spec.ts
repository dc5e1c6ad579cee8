import { plan, StoredMarkup, tagsOf, test } from '../fixtures/index.ts';

test.describe('stored texts', () => {
  for (const group of plan.storedMarkup)
    test(group.title, tagsOf(group), ({ settle, visitAs, world }) => {
      const markup = new StoredMarkup(world, visitAs);
      return settle(group, (cell) => markup.judge(cell));
    });
});
