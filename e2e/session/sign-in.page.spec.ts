import { plan, signInResult, silentlyRestored, tagsOf, test, unknownLikeWrong } from '../fixtures/index.ts';

test.describe('sign-in', () => {
  for (const group of plan.signIns)
    test(group.title, tagsOf(group), ({ sessions, settle }) =>
      settle(group, (cell) => signInResult(sessions, cell)),
    );

  for (const group of plan.session.enumeration)
    test(group.title, tagsOf(group), ({ settle, settings, visitAnonymously }) =>
      settle(group, () => unknownLikeWrong(settings, visitAnonymously)),
    );

  for (const group of plan.session.silent)
    test(group.title, tagsOf(group), ({ settle, settings, visitAs, firstIdentity }) =>
      settle(group, async () => silentlyRestored(settings, await visitAs(firstIdentity), firstIdentity)),
    );
});
