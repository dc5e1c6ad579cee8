/** Whatever tries to change something: one tenant at a time in one worker, so that no check falsifies another. */
import { lanesOf, plan, tagsOf, test } from '../fixtures/index.ts';

for (const [lane, probes] of lanesOf(plan.changes)) {
  test.describe(`changes at ${lane}`, () => {
    test.describe.configure({ mode: 'default' });
    for (const { group, judge, around } of probes)
      test(group.title, tagsOf(group), ({ settle, world }) =>
        settle(group, (cell) => judge(world, cell), {
          around: around && ((run) => around(world, run)),
        }),
      );
  });
}
