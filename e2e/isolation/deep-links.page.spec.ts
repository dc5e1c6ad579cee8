import { DeepLinks, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('links to what belongs to another tenant', () => {
  for (const group of plan.deepLinks)
    test(group.title, tagsOf(group), async ({ settle, visitAs, world }) => {
      const links = new Map<string, DeepLinks>();
      await settle(group, async (cell) => {
        const known = links.get(cell.actor) ?? new DeepLinks(world, await visitAs(cell.actor));
        links.set(cell.actor, known);
        return known.judge(cell);
      });
    });
});
