import { plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what a role reads', () => {
  for (const { group, judge } of plan.reads.filter(({ group: { gate } }) => gate === 'access'))
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => judge(world, cell)));
});
