/** What must have the deployment to itself. */
import { plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('alone', () => {
  for (const { group, judge, around } of plan.alone)
    test(group.title, tagsOf(group), ({ settle, world }) =>
      settle(group, (cell) => judge(world, cell), { around: around && ((run) => around(world, run)) }),
    );
});
