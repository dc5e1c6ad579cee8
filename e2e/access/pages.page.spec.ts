import { pageAllowed, pageAnonymous, pageDenied, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('pages by role', () => {
  for (const group of plan.allowedPages)
    test(group.title, tagsOf(group), ({ settle, visitAs, world }) =>
      settle(group, async (cell) => pageAllowed(world, await visitAs(cell.actor), cell)),
    );

  for (const group of plan.deniedPages)
    test(group.title, tagsOf(group), ({ settle, visitAs, world }) =>
      settle(group, async (cell) => pageDenied(world, await visitAs(cell.actor), cell)),
    );

  for (const group of plan.anonymousPages)
    test(group.title, tagsOf(group), ({ settle, visitAnonymously, world }) =>
      settle(group, async (cell) => pageAnonymous(world, await visitAnonymously(), cell)),
    );
});
