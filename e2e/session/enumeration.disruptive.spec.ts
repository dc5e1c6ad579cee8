/** Times mean something only while nothing else runs. */
import { Strangers, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what a stranger learns of accounts by the time', () => {
  for (const group of plan.enumerationByTime)
    test(group.title, tagsOf(group), ({ settle, settings }) =>
      settle(group, () => new Strangers(settings).time()),
    );
});
