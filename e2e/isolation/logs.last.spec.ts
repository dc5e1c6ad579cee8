import { logOfOwn, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what was written down', () => {
  for (const group of plan.logs)
    test(group.title, tagsOf(group), ({ lastWorld, settle }) =>
      settle(group, (cell) => logOfOwn(lastWorld, cell)),
    );
});
