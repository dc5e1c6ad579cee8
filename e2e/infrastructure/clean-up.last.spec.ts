import { nothingLeft, plan, test } from '../fixtures/index.ts';

test.describe('clean-up', { tag: '@infrastructure' }, () => {
  for (const group of plan.infrastructure.nothingLeft)
    test(group.title, ({ settle, world }) => settle(group, () => nothingLeft(world)));
});
