import { OddRoles, knownRoles, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('which roles there are', () => {
  for (const group of plan.roleLists)
    test(group.title, tagsOf(group), ({ settings, settle, visitAs, world }) =>
      settle(group, (cell) => knownRoles(world, settings, visitAs, cell)),
    );

  for (const group of plan.oddRoles)
    test(group.title, tagsOf(group), ({ expectedFindings, settle, visitAs, world }) => {
      const odd = new OddRoles(world, visitAs);
      expectedFindings.push(...odd.brought());
      return settle(group, (cell) => odd.judge(cell));
    });
});
