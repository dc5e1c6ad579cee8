import { callbackError, failedStart, plan, tagsOf, test, unknownPage } from '../fixtures/index.ts';

test.describe('pages of errors', () => {
  for (const group of plan.disclosure.unknownPage)
    test(group.title, tagsOf(group), ({ settle, visitAs, firstIdentity }) =>
      settle(group, async () => unknownPage(await visitAs(firstIdentity))),
    );

  for (const group of plan.disclosure.failedStart)
    test(group.title, tagsOf(group), ({ settle, visitAs, firstIdentity }) =>
      settle(group, async () => failedStart(await visitAs(firstIdentity), firstIdentity)),
    );

  for (const group of plan.disclosure.failedSignIn)
    test(group.title, tagsOf(group), ({ settle, visitAnonymously }) =>
      settle(group, async () => callbackError(await visitAnonymously())),
    );
});
