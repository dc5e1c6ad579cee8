import { plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what the API lets others read of a session', () => {
  for (const { group, judge } of plan.reads.filter(({ group: { gate } }) => gate === 'session'))
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => judge(world, cell)));
});
