import { plan, staleFormRefused, tagsOf, test } from '../fixtures/index.ts';

for (const group of plan.staleForms)
  test(group.title, tagsOf(group), ({ settle, visitAs, world }) =>
    settle(group, (cell) => staleFormRefused(world, visitAs, cell)),
  );
