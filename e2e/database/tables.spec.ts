import {
  databaseRole,
  plan,
  readyUp,
  tableHolds,
  test,
  undescribedTables,
  withDatabase,
  tagsOf,
} from '../fixtures/index.ts';

test.describe('the database', () => {
  for (const group of plan.tables)
    test(group.title, tagsOf(group), ({ settle, settings }) =>
      settle(group, (cell) =>
        withDatabase(settings.auditDatabaseUrl, (client) => tableHolds(client, settings.policy, cell)),
      ),
    );

  for (const group of plan.database.role)
    test(group.title, tagsOf(group), ({ settle, settings }) =>
      settle(group, () =>
        withDatabase(settings.auditDatabaseUrl, (client) => databaseRole(client, settings.policy)),
      ),
    );

  for (const group of plan.database.undescribed)
    test(group.title, tagsOf(group), ({ settle, settings }) =>
      settle(group, () =>
        withDatabase(settings.auditDatabaseUrl, (client) => undescribedTables(client, settings.policy)),
      ),
    );

  for (const group of plan.database.readyUp)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) => settle(group, () => readyUp(bareWorld)));
});
