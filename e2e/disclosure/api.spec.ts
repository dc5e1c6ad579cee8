import { malformedInput, plan, tagsOf, test, unknownRoute } from '../fixtures/index.ts';

test.describe('malformed input', () => {
  for (const group of plan.malformed)
    test(group.title, tagsOf(group), ({ settle, world }) =>
      settle(group, (cell) => malformedInput(world, cell)),
    );

  for (const group of plan.disclosure.unknownRoute)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) => settle(group, () => unknownRoute(bareWorld)));
});
