import { callbackError, plan, test, unknownPage } from '../fixtures/index.ts';

test.describe('pages of errors', { tag: '@disclosure' }, () => {
  for (const group of plan.disclosure.unknownPage)
    test(group.title, ({ settle, visitAs, firstIdentity }) =>
      settle(group, async () => unknownPage(await visitAs(firstIdentity))),
    );

  for (const group of plan.disclosure.failedSignIn)
    test(group.title, ({ settle, visitAnonymously }) =>
      settle(group, async () => callbackError(await visitAnonymously())),
    );
});
