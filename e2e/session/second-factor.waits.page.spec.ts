import { SecondFactor, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('the second factor', () => {
  for (const group of plan.secondFactors)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously }) =>
      settle(group, (cell) => new SecondFactor(settings, cell.identity, visitAnonymously).judge(cell)),
    );
});
