import { Tampered, brought, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('the interface tampered with', () => {
  for (const group of plan.tamperedPages)
    test(group.title, tagsOf(group), async ({ expectedFindings, settle, visitAs, world }) => {
      expectedFindings.push(...brought(world, group));
      const tampered = new Tampered(world, visitAs);
      await settle(group, (cell) => tampered.page(cell));
    });

  for (const group of plan.tamperedWrites)
    test(group.title, tagsOf(group), async ({ expectedFindings, settle, visitAs, world }) => {
      expectedFindings.push(...brought(world, group));
      const tampered = new Tampered(world, visitAs);
      await settle(group, (cell) => tampered.write(cell));
    });
});
