/** What must have the deployment to itself. */
import { plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('alone', () => {
  for (const { group, judge, around, expects } of plan.alone)
    test(group.title, tagsOf(group), ({ expectedFindings, settle, world }) => {
      expectedFindings.push(...expects);
      return settle(group, (cell) => judge(world, cell), { around: around && ((run) => around(world, run)) });
    });
});
