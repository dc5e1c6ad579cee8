import { plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what a tenant reads of another', () => {
  for (const { group, judge } of plan.reads.filter(({ group: { gate } }) => gate === 'isolation'))
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => judge(world, cell)));
});
