import {
  atLeastTwoTenants,
  canariesFound,
  identityReady,
  lackedByPolicy,
  openApiDescribed,
  plan,
  slotFound,
  test,
  tagsOf,
} from '../fixtures/index.ts';

test.describe('what the run stands on', () => {
  for (const group of plan.infrastructure.identities)
    test(group.title, tagsOf(group), ({ sessions, settle }) =>
      settle(group, (cell) => identityReady(sessions, cell)),
    );

  for (const group of plan.missing)
    test(group.title, tagsOf(group), ({ settle }) => settle(group, lackedByPolicy));

  for (const group of plan.slots)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => slotFound(world, cell)));

  for (const group of plan.infrastructure.tenants)
    test(group.title, tagsOf(group), ({ sessions, settle, world }) =>
      settle(group, () => atLeastTwoTenants(world, sessions)),
    );

  for (const group of plan.infrastructure.canaries)
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, () => canariesFound(world)));

  for (const group of plan.infrastructure.openapi)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) =>
      settle(group, () => openApiDescribed(bareWorld)),
    );
});
