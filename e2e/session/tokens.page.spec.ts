import {
  grantUsed,
  managementRefuses,
  plan,
  tagsOf,
  test,
  tokenRefused,
  tokenSource,
} from '../fixtures/index.ts';

test.describe('tokens', () => {
  for (const group of plan.tokens)
    test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
      settle(group, (cell) => tokenRefused(world, cell, tokenSource(settings, sessions, cell.actor)), {
        atOnce: true,
      }),
    );

  for (const group of plan.session.management)
    test(group.title, tagsOf(group), ({ sessions, settings: { auth0Url }, settle }) =>
      settle(
        group,
        async ({ identity }) =>
          managementRefuses(auth0Url, identity, (await sessions.tokens(identity)).accessToken),
        { atOnce: true },
      ),
    );

  for (const group of plan.session.grants)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously }) =>
      settle(group, async (cell) => grantUsed(settings, await visitAnonymously(), cell)),
    );
});
