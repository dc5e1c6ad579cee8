import { Browsing, pageAllowed, pageAnonymous, pageDenied, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('pages by role', () => {
  for (const group of plan.allowedPages)
    test(group.title, tagsOf(group), ({ sensors, settle, visitAs, world }) => {
      const browsing = new Browsing(sensors, visitAs);
      return settle(group, (cell) => browsing.judge(cell, (visit) => pageAllowed(world, visit, cell)));
    });

  for (const group of plan.deniedPages)
    test(group.title, tagsOf(group), ({ sensors, settle, visitAs, world }) => {
      const browsing = new Browsing(sensors, visitAs);
      return settle(group, (cell) => browsing.judge(cell, (visit) => pageDenied(world, visit, cell)));
    });

  for (const group of plan.anonymousPages)
    test(group.title, tagsOf(group), ({ sensors, settle, visitAnonymously, world }) => {
      const browsing = new Browsing(sensors, visitAnonymously);
      return settle(group, (cell) => browsing.judge(cell, (visit) => pageAnonymous(world, visit, cell)));
    });
});
