import {
  LogoutAtApi,
  LogoutElsewhere,
  WholeSession,
  allOf,
  logoutAtIdentityProvider,
  logoutInBrowser,
  logoutUnheard,
  logoutTurnedAway,
  plan,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('logout', () => {
  for (const group of plan.session.logoutApi)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) => {
      const scene = new LogoutAtApi(world, settings, visitAnonymously);
      return settle(group, (cell) => scene.judge(cell));
    });

  for (const group of plan.session.wholeSession)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) => {
      const session = new WholeSession(world, settings, visitAnonymously);
      return settle(group, (cell) => session.judge(cell));
    });

  for (const group of plan.session.logoutIdp)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously }) =>
      settle(group, async () => logoutAtIdentityProvider(settings, await visitAnonymously())),
    );

  for (const group of plan.session.logoutUnheard)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async () => logoutUnheard(world, settings, await visitAnonymously())),
    );

  for (const group of plan.session.logoutTurnedAway)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async (cell) => logoutTurnedAway(world, settings, await visitAnonymously(), cell)),
    );

  const { otherTab, otherTabTokens, otherBrowser, otherBrowserRenewal, laterLogout } = plan.logoutElsewhere;

  test(
    'A logout in one tab reaches what it must',
    tagsOf(...otherTab, ...otherTabTokens, ...otherBrowser, ...otherBrowserRenewal, ...laterLogout),
    async ({ settle, settings, visitAnonymously, world }) => {
      const scene = new LogoutElsewhere(world, settings, visitAnonymously);
      const afterOne = allOf([
        ...otherTab.map((group) => settle(group, () => scene.otherTab())),
        ...otherTabTokens.map((group) => settle(group, () => scene.otherTabTokens())),
        ...otherBrowser.map((group) => settle(group, () => scene.otherBrowser())),
        ...otherBrowserRenewal.map((group) => settle(group, () => scene.otherBrowserRenewal())),
      ]);
      // The second logout ends the session that the others look at.
      await Promise.allSettled([afterOne]);
      await allOf([afterOne, ...laterLogout.map((group) => settle(group, () => scene.laterLogout()))]);
    },
  );

  for (const group of plan.session.logoutBrowser)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async () => logoutInBrowser(world, settings, await visitAnonymously())),
    );
});
