import {
  existence,
  figures,
  foreignRead,
  foreignWrite,
  overrideIgnored,
  ownRows,
  plan,
  search,
  test,
  tagsOf,
} from '../fixtures/index.ts';

test.describe('isolation of reads', { tag: '@isolation' }, () => {
  for (const group of plan.foreignReads)
    test(group.title, tagsOf(group), ({ settle, world }) =>
      settle(group, (cell) => foreignRead(world, cell)),
    );

  for (const group of plan.existence)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => existence(world, cell)));

  for (const group of plan.ownRows)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => ownRows(world, cell)));

  for (const group of plan.figures)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => figures(world, cell)));

  for (const group of plan.searches)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => search(world, cell)));

  for (const group of plan.overrides)
    test(group.title, tagsOf(group), ({ settle, world }) =>
      settle(group, (cell) => overrideIgnored(world, cell)),
    );
});

test.describe('isolation of writes', { tag: '@isolation' }, () => {
  for (const group of plan.foreignWrites)
    test(group.title, tagsOf(group), ({ settle, world }) =>
      settle(group, (cell) => foreignWrite(world, cell)),
    );
});
