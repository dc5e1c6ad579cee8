/** People who are changed while they are signed in; all is put back. */
import { ChangesOfPerson, personDesk, plan, tagsOf, test } from '../fixtures/index.ts';

for (const group of plan.changesOfPerson)
  test(group.title, tagsOf(group), ({ settle, settings, sessions, world }) =>
    settle(group, (cell) =>
      new ChangesOfPerson(world, cell, personDesk(settings, sessions, cell.actor)).judge(),
    ),
  );
