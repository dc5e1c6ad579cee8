import {
  logoutAtApi,
  logoutAtIdentityProvider,
  logoutInBrowser,
  plan,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('logout', () => {
  for (const group of plan.session.logoutApi)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async () => logoutAtApi(world, settings, await visitAnonymously())),
    );

  for (const group of plan.session.logoutIdp)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously }) =>
      settle(group, async () => logoutAtIdentityProvider(settings, await visitAnonymously())),
    );

  for (const group of plan.session.logoutBrowser)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously, world }) =>
      settle(group, async () => logoutInBrowser(world, settings, await visitAnonymously())),
    );
});
