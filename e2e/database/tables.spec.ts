import {
  databaseRole,
  functions,
  plan,
  readyUp,
  references,
  sequences,
  standing,
  tableHolds,
  tagsOf,
  test,
  undescribedTables,
  views,
  withAudit,
} from '../fixtures/index.ts';

const CATALOGUE = [
  [plan.database.role, databaseRole],
  [plan.database.standing, standing],
  [plan.database.undescribed, undescribedTables],
  [plan.database.views, views],
  [plan.database.functions, functions],
  [plan.database.references, references],
  [plan.database.sequences, sequences],
] as const;

test.describe('the database', () => {
  for (const group of plan.tables)
    test(group.title, tagsOf(group), ({ settle, settings }) =>
      withAudit(settings, (audit) => settle(group, (cell) => tableHolds(audit, cell))),
    );

  for (const [groups, judge] of CATALOGUE)
    for (const group of groups)
      test(group.title, tagsOf(group), ({ settle, settings }) =>
        withAudit(settings, (audit) => settle(group, () => judge(audit))),
      );

  for (const group of plan.database.readyUp)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) => settle(group, () => readyUp(bareWorld)));
});
