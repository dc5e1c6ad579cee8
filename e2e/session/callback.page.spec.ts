import {
  Callback,
  Fixation,
  ReturnPath,
  plan,
  requestWithin,
  sessionCookies,
  signInElsewhere,
  spare,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('the login, in the browser', () => {
  const { callback, errors, address } = plan.login;

  test(
    'The callback takes the answer to its own question, and keeps and shows nothing of it',
    tagsOf(...callback, ...errors, ...address),
    async ({ firstIdentity, sessions, settings, settle, visitAnonymously }) => {
      const visit = await visitAnonymously();
      visit.becomes(firstIdentity);
      const judge = new Callback(settings, visit, () => requestWithin(settings, sessions, firstIdentity));
      for (const group of address) await settle(group, () => judge.nothingKept());
      for (const group of callback) await settle(group, (cell) => judge.refuses(cell));
      for (const group of errors) await settle(group, () => judge.errorInert());
    },
  );

  for (const group of plan.login.fixation)
    test(
      group.title,
      tagsOf(group),
      async ({ firstIdentity, sessions, settings, settle, visitAnonymously }) => {
        const names = (): Promise<string[]> => sessionCookies(settings, sessions, firstIdentity);
        const fixation = new Fixation(settings, visitAnonymously, () => spare(settings, 1), names);
        await settle(group, (cell) => fixation.judge(cell));
      },
    );

  for (const group of plan.login.elsewhere)
    test(group.title, tagsOf(group), ({ settings, settle, visitAnonymously }) =>
      settle(group, (cell) => signInElsewhere(settings, visitAnonymously, cell)),
    );

  for (const group of plan.login.returnPaths)
    test(group.title, tagsOf(group), async ({ firstIdentity, settings, settle, visitAs }) => {
      const path = new ReturnPath(settings, () => visitAs(firstIdentity), firstIdentity);
      try {
        await settle(group, (cell) => path.judge(cell));
      } finally {
        path.close();
      }
    });
});
