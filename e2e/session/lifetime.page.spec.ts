import {
  RefreshLimits,
  allOf,
  plan,
  refreshDesk,
  refreshedOnce,
  renewedElsewhere,
  shortLivedDesk,
  tagsOf,
  test,
  tokenRefused,
  tokenSource,
} from '../fixtures/index.ts';

test.describe('the lifetime of tokens', () => {
  for (const group of plan.refreshTokens)
    test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
      settle(group, (cell) => refreshedOnce(cell, refreshDesk(world, settings, sessions, cell.identity)), {
        atOnce: true,
      }),
    );

  for (const group of plan.renewalsElsewhere)
    test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
      settle(group, (cell) =>
        renewedElsewhere(cell, settings.policy, refreshDesk(world, settings, sessions, cell.identity)),
      ),
    );

  // Each of them waits for an end: together they wait once.
  const { expiredTokens, refreshLimits } = plan;

  test(
    'Tokens end by themselves',
    tagsOf(...expiredTokens, ...refreshLimits),
    ({ settle, settings, sessions, world }) =>
      allOf([
        ...expiredTokens.map((group) =>
          settle(group, (cell) => tokenRefused(world, cell, tokenSource(settings, sessions, cell.actor)), {
            atOnce: true,
          }),
        ),
        ...refreshLimits.map((group) => {
          const limits = new RefreshLimits(settings.policy, (identity) =>
            shortLivedDesk(world, settings, sessions, identity),
          );
          return settle(group, (cell) => limits.judge(cell), { atOnce: true });
        }),
      ]),
  );
});
