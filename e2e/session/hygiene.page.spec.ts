import {
  AddressMarkup,
  CrossOrigin,
  Framing,
  Injections,
  plan,
  tagsOf,
  test,
  toldToNobodyElse,
} from '../fixtures/index.ts';

test.describe('what the browser keeps out', () => {
  for (const group of plan.hygiene.injections)
    test(group.title, tagsOf(group), ({ firstIdentity, settings, settle, stranger, visitAs }) => {
      const open = () => visitAs(firstIdentity);
      const injections = new Injections(settings, stranger, open, firstIdentity);
      return settle(group, (cell) => injections.judge(cell));
    });

  for (const group of plan.addressMarkup)
    test(group.title, tagsOf(group), ({ settle, visitAs, world }) => {
      const address = new AddressMarkup(world, visitAs);
      return settle(group, (cell) => address.judge(cell));
    });

  for (const group of plan.hygiene.frames)
    test(
      group.title,
      tagsOf(group),
      ({ firstIdentity, settings, settle, stranger, visitAnonymously, visitAs }) => {
        const as = { nobody: visitAnonymously, 'signed-in': () => visitAs(firstIdentity) };
        const framing = new Framing(settings, stranger, as, firstIdentity);
        return settle(group, (cell) => framing.judge(cell));
      },
    );

  for (const group of plan.hygiene.crossOrigin)
    test(group.title, tagsOf(group), ({ firstIdentity, settings, settle, stranger, visitAs }) => {
      const open = () => visitAs(firstIdentity);
      const crossOrigin = new CrossOrigin(settings, stranger, open, firstIdentity);
      return settle(group, (cell) => crossOrigin.judge(cell));
    });

  for (const group of plan.hygiene.webMessage)
    test(group.title, tagsOf(group), ({ firstIdentity, settings, settle, stranger, visitAs }) =>
      settle(group, () => toldToNobodyElse(settings, stranger, () => visitAs(firstIdentity), firstIdentity)),
    );
});
