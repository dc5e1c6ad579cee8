import { Strangers, exactPassword, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what a stranger learns of accounts', () => {
  for (const group of plan.enumeration)
    test(group.title, tagsOf(group), ({ settle, settings }) => {
      const strangers = new Strangers(settings);
      return settle(group, (cell) => strangers.judge(cell));
    });
});

for (const group of plan.passwords)
  test(group.title, tagsOf(group), ({ settle, settings }) => settle(group, exactPassword(settings)));
