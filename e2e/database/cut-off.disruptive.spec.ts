import { databaseCutOff, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('a database that is cut off', { tag: '@database' }, () => {
  for (const group of plan.database.readyDown)
    test(group.title, tagsOf(group), ({ settle, settings, world }) =>
      settle(group, () => databaseCutOff(world, settings.faultProxyUrl)),
    );
});
