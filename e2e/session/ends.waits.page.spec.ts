import {
  RefreshLimits,
  allOf,
  plan,
  shortLivedDesk,
  tagsOf,
  test,
  tokenRefused,
  tokenSource,
} from '../fixtures/index.ts';

test.describe('the lifetime of tokens', () => {
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
