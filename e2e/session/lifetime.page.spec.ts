import {
  plan,
  refreshDesk,
  refreshedOnce,
  refusedAlike,
  renewedElsewhere,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('the lifetime of tokens', () => {
  for (const group of plan.refreshTokens)
    test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
      settle(group, (cell) => refreshedOnce(cell, refreshDesk(world, settings, sessions, cell.identity)), {
        atOnce: true,
      }),
    );

  for (const group of plan.refusedRenewals)
    test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
      settle(group, (cell) => refusedAlike(refreshDesk(world, settings, sessions, cell.identity))),
    );

  for (const group of plan.renewalsElsewhere)
    test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
      settle(group, (cell) =>
        renewedElsewhere(cell, settings.policy, refreshDesk(world, settings, sessions, cell.identity)),
      ),
    );
});
