import { databaseCutOff, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('a database that is cut off', () => {
  for (const group of plan.database.readyDown)
    test(group.title, tagsOf(group), ({ bareWorld, settle, settings }) =>
      settle(group, () => databaseCutOff(bareWorld, settings.faultProxyUrl)),
    );
});
