import { RoleModel, personDesk, plan, roleElsewhere, tagsOf, test } from '../fixtures/index.ts';

test.describe('who has which role', () => {
  for (const group of plan.roleModel)
    test(group.title, tagsOf(group), ({ sessions, settings, settle, world }) => {
      const model = new RoleModel(world, {
        shownTo: (identity) => sessions.shownTo(identity),
        audit: settings,
      });
      return settle(group, (cell, note) => model.judge(cell, note));
    });

  for (const group of plan.rolesElsewhere)
    test(group.title, tagsOf(group), ({ sessions, settings, settle, world }) =>
      settle(group, (cell) => {
        const desk = personDesk(settings, sessions, cell.identity);
        return roleElsewhere(world, cell, async (tenant) => (await desk.open(tenant)).tokens);
      }),
    );
});
