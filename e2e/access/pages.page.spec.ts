import { pageAllowed, pageAnonymous, pageDenied, plan, test } from '../fixtures/index.ts';

test.describe('pages by role', { tag: '@access' }, () => {
  for (const group of plan.allowedPages)
    test(group.title, ({ settle, visitAs, world }) =>
      settle(group, async (cell) => pageAllowed(world, await visitAs(cell.actor), cell)),
    );

  for (const group of plan.deniedPages)
    test(group.title, ({ settle, visitAs, world }) =>
      settle(group, async (cell) => pageDenied(world, await visitAs(cell.actor), cell)),
    );

  for (const group of plan.anonymousPages)
    test(group.title, ({ settle, visitAnonymously, world }) =>
      settle(group, async (cell) => pageAnonymous(world, await visitAnonymously(), cell)),
    );
});
