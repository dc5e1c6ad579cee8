/** What takes the database away, or makes it worse: last, and one after the other. */
import {
  Outage,
  OutageLogout,
  OutagePages,
  OutageWork,
  halfDone,
  limits,
  plan,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('a database that is disturbed', () => {
  for (const group of plan.outages)
    test(group.title, tagsOf(group), async ({ settings, settle, visitAs, world }) => {
      const pages = new OutagePages(world, visitAs, group.cells);
      const logout = new OutageLogout(world, limits, group.cells);
      const work = new OutageWork(world, limits, group.cells);
      const onlookers = [pages, logout, work];
      const outage = new Outage(world, settings.faultProxyUrl, group.cells, limits, onlookers);
      await settle(group, (cell) => {
        if (cell.part === 'page') return pages.judge(outage, cell);
        if (cell.part === 'work') return work.judge(outage, cell);
        return cell.part === 'logout' ? logout.judge(outage, cell) : outage.judge(cell);
      });
    });

  for (const group of plan.halfDoneWrites)
    test(group.title, tagsOf(group), ({ settings, settle, world }) =>
      settle(group, (cell) => halfDone(world, settings.faultProxyUrl, limits, cell)),
    );
});
