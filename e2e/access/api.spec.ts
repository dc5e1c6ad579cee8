import { allowedRead, denied, fields, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('operations by role', { tag: '@access' }, () => {
  for (const group of plan.allowedReads)
    test(group.title, tagsOf(group), ({ settle, world }) =>
      settle(group, (cell) => allowedRead(world, cell)),
    );

  for (const group of plan.hiddenFields)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => fields(world, cell)));

  for (const group of [...plan.deniedRoles, ...plan.withoutRights, ...plan.anonymousOperations])
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => denied(world, cell)));
});
