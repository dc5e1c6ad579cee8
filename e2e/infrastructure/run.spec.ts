import {
  atLeastTwoTenants,
  canariesFound,
  identityReady,
  openApiDescribed,
  plan,
  slotFound,
  test,
} from '../fixtures/index.ts';

test.describe('what the run stands on', { tag: '@infrastructure' }, () => {
  for (const group of plan.infrastructure.identities)
    test(group.title, ({ settle, store }) => settle(group, (cell) => identityReady(store, cell)));

  for (const group of plan.slots)
    test(group.title, ({ settle, world }) => settle(group, (cell) => slotFound(world, cell)));

  for (const group of plan.infrastructure.tenants)
    test(group.title, ({ settle, store, world }) => settle(group, () => atLeastTwoTenants(world, store)));

  for (const group of plan.infrastructure.canaries)
    test(group.title, ({ settle, world }) => settle(group, () => canariesFound(world)));

  for (const group of plan.infrastructure.openapi)
    test(group.title, ({ settle, world }) => settle(group, () => openApiDescribed(world)));
});
