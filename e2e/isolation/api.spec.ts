import { plan, test } from '../fixtures/index.ts';

test.describe('what a tenant reads of another', { tag: '@isolation' }, () => {
  for (const { group, judge } of plan.reads.filter(({ group: { gate } }) => gate === 'isolation'))
    test(group.title, ({ settle, world }) => settle(group, (cell) => judge(world, cell)));
});
