import {
  authorization,
  connectionRefused,
  plan,
  providerTrustsNoHost,
  signInMistake,
  StaticFiles,
  tagsOf,
  test,
  unknownRoute,
} from '../fixtures/index.ts';

test.describe('the API', () => {
  for (const { group, judge } of plan.reads.filter(({ group: { gate } }) => gate === 'disclosure'))
    test(group.title, tagsOf(group), ({ settle, world }) => settle(group, (cell) => judge(world, cell)));

  for (const group of plan.disclosure.unknownRoute)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) => settle(group, () => unknownRoute(bareWorld)));

  for (const group of plan.disclosure.connections)
    test(group.title, tagsOf(group), ({ bareWorld, settle }) =>
      settle(group, (cell) => connectionRefused(bareWorld, cell), { atOnce: true }),
    );
});

test.describe('what anybody may fetch', () => {
  for (const group of plan.disclosure.files)
    test(group.title, tagsOf(group), ({ bareWorld, settle, settings }) => {
      const files = new StaticFiles(bareWorld, settings.appUrl);
      return settle(group, (cell) => files.absent(cell), { atOnce: true });
    });

  for (const group of plan.disclosure.staticFiles)
    test(group.title, tagsOf(group), ({ bareWorld, settle, settings }) => {
      const files = new StaticFiles(bareWorld, settings.appUrl);
      return settle(group, (cell) => files[cell.look]());
    });
});

test.describe('addresses at the identity provider', () => {
  for (const group of plan.disclosure.providerHosts)
    test(group.title, tagsOf(group), ({ firstIdentity, settings, settle }) =>
      settle(group, (cell) => providerTrustsNoHost(authorization(settings, firstIdentity), cell), {
        atOnce: true,
      }),
    );
});

test.describe('mistakes at the identity provider', () => {
  for (const group of plan.disclosure.signInErrors)
    test(group.title, tagsOf(group), ({ settle, settings }) => {
      const { auth0Url, clientId, audience, appUrl } = settings;
      const client = { clientId, audience, callback: `${appUrl}/callback` };
      return settle(group, (cell) => signInMistake(auth0Url, client, cell));
    });
});
