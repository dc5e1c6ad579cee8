import { CrossOrigin, Framing, Injections, plan, tagsOf, test } from '../fixtures/index.ts';

test.describe('what the browser keeps out', () => {
  for (const group of plan.hygiene.injections)
    test(group.title, tagsOf(group), async ({ firstIdentity, settings, settle, visitAs }) => {
      const injections = new Injections(settings, () => visitAs(firstIdentity), firstIdentity);
      try {
        await settle(group, (cell) => injections.judge(cell));
      } finally {
        injections.close();
      }
    });

  for (const group of plan.hygiene.frames)
    test(
      group.title,
      tagsOf(group),
      async ({ firstIdentity, settings, settle, visitAnonymously, visitAs }) => {
        const as = { nobody: visitAnonymously, 'signed-in': () => visitAs(firstIdentity) };
        const framing = new Framing(settings, as, firstIdentity);
        try {
          await settle(group, (cell) => framing.judge(cell));
        } finally {
          framing.close();
        }
      },
    );

  for (const group of plan.hygiene.crossOrigin)
    test(group.title, tagsOf(group), async ({ firstIdentity, settings, settle, visitAs }) => {
      const crossOrigin = new CrossOrigin(settings, () => visitAs(firstIdentity), firstIdentity);
      try {
        await settle(group, (cell) => crossOrigin.judge(cell));
      } finally {
        crossOrigin.close();
      }
    });
});
