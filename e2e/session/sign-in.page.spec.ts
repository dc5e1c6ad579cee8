import { plan, signInResult, silentlyRestored, test, unknownLikeWrong } from '../fixtures/index.ts';

test.describe('sign-in', { tag: '@session' }, () => {
  for (const group of plan.signIns)
    test(group.title, ({ settle, store }) => settle(group, (cell) => signInResult(store, cell)));

  for (const group of plan.session.enumeration)
    test(group.title, ({ settle, settings, visitAnonymously }) =>
      settle(group, () => unknownLikeWrong(settings, visitAnonymously)),
    );

  for (const group of plan.session.silent)
    test(group.title, ({ settle, settings, visitAs, firstIdentity }) =>
      settle(group, async () => silentlyRestored(settings, await visitAs(firstIdentity), firstIdentity)),
    );
});
