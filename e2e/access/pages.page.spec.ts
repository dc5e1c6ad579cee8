import { pageAllowed, pageAnonymous, pageDenied, plan, tagsOf, test } from '../fixtures/index.ts';

/** One browser for all pages of a test: each is loaded from its address, so nothing of the one before is left. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}

test.describe('pages by role', () => {
  for (const group of plan.allowedPages)
    test(group.title, tagsOf(group), ({ settle, visitAs, world }) => {
      const visit = once(() => visitAs(group.cells[0]?.actor ?? ''));
      return settle(group, async (cell) => pageAllowed(world, await visit(), cell));
    });

  for (const group of plan.deniedPages)
    test(group.title, tagsOf(group), ({ settle, visitAs, world }) => {
      const visit = once(() => visitAs(group.cells[0]?.actor ?? ''));
      return settle(group, async (cell) => pageDenied(world, await visit(), cell));
    });

  for (const group of plan.anonymousPages)
    test(group.title, tagsOf(group), ({ settle, visitAnonymously, world }) => {
      const visit = once(visitAnonymously);
      return settle(group, async (cell) => pageAnonymous(world, await visit(), cell));
    });
});
