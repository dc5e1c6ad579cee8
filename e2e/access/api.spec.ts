import { plan, test } from '../fixtures/index.ts';

test.describe('what a role reads', { tag: '@access' }, () => {
  for (const { group, judge } of plan.reads.filter(({ group: { gate } }) => gate === 'access'))
    test(group.title, ({ settle, world }) => settle(group, (cell) => judge(world, cell)));
});
