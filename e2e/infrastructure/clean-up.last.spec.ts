import { nothingLeft, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('clean-up', () => {
  for (const group of plan.infrastructure.nothingLeft)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) => settle(group, () => nothingLeft(bareWorld)));
});
