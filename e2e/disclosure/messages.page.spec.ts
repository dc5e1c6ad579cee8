import { Messages, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what a person sees when something goes wrong', () => {
  // In one worker: what one form says is compared with what the next one says.
  test.describe.configure({ mode: 'default' });

  for (const group of plan.messages)
    test(group.title, tagsOf(group), ({ expectedFindings, settle, visitAs, world }) => {
      expectedFindings.push(...Messages.brought(group.cells));
      const messages = new Messages(world, visitAs);
      return settle(group, (cell) => messages.judge(cell));
    });
});
