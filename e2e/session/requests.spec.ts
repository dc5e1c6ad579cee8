import {
  ProviderLogin,
  authorization,
  echoedAsText,
  leadNowhere,
  loginOfAnotherBrowser,
  logoutReturn,
  missingShownAsText,
  noTokenInAddress,
  originShared,
  originSharedAtProvider,
  plan,
  publicKeysAlone,
  requestWithin,
  tagsOf,
  test,
} from '../fixtures/index.ts';

test.describe('the login, by requests alone', () => {
  for (const group of plan.login.redirects)
    test(group.title, tagsOf(group), async ({ firstIdentity, sessions, settings, settle }) => {
      const login = new ProviderLogin(() => requestWithin(settings, sessions, firstIdentity));
      await settle(group, (cell) => login.redirectUri(cell));
    });

  for (const group of plan.login.codes)
    test(group.title, tagsOf(group), async ({ firstIdentity, sessions, settings, settle }) => {
      const login = new ProviderLogin(() => requestWithin(settings, sessions, firstIdentity));
      await settle(group, (cell) => login.code(cell, settings.shortLivedClientId));
    });

  for (const group of plan.login.organizations)
    test(group.title, tagsOf(group), async ({ sessions, settings, settle, world }) => {
      const login = new ProviderLogin(() => requestWithin(settings, sessions, group.cells[0]?.actor ?? ''));
      await settle(group, (cell) =>
        login.organization(cell, settings.policy, world.everyValueOf(cell.other)),
      );
    });

  for (const group of plan.login.logouts)
    test(group.title, tagsOf(group), ({ firstIdentity, sessions, settings, settle }) => {
      const loggedOut = `${settings.appUrl}${settings.policy.client.loggedOut}`;
      const idToken = async (): Promise<string> => (await sessions.tokens(firstIdentity)).idToken;
      const parts = { ...settings, loggedOut, idToken };
      return settle(group, (cell) => logoutReturn(parts, cell));
    });

  for (const group of plan.login.ownAddresses)
    test(group.title, tagsOf(group), ({ settings: { appUrl, apiUrl, auth0Url }, settle }) =>
      settle(group, () => leadNowhere([appUrl, apiUrl, auth0Url])),
    );

  for (const group of plan.login.missing)
    test(group.title, tagsOf(group), ({ settings: { appUrl, apiUrl, auth0Url }, settle }) =>
      settle(group, () => missingShownAsText([appUrl, apiUrl, auth0Url])),
    );

  for (const group of plan.login.publishedKeys)
    test(group.title, tagsOf(group), ({ settings, settle }) =>
      settle(group, () => publicKeysAlone(settings.auth0Url)),
    );

  for (const group of plan.login.otherBrowser)
    test(group.title, tagsOf(group), ({ firstIdentity, settings, settle }) =>
      settle(group, () => loginOfAnotherBrowser(authorization(settings, firstIdentity))),
    );

  for (const group of plan.login.echoes)
    test(group.title, tagsOf(group), ({ firstIdentity, settings, settle }) =>
      settle(group, (cell) => echoedAsText(authorization(settings, firstIdentity), cell)),
    );

  for (const group of plan.login.implicit)
    test(group.title, tagsOf(group), ({ firstIdentity, sessions, settings, settle }) => {
      let signedIn: ReturnType<typeof requestWithin> | undefined;
      return settle(group, async (cell) => {
        signedIn ??= requestWithin(settings, sessions, firstIdentity);
        return noTokenInAddress(await signedIn, cell);
      });
    });

  for (const group of plan.hygiene.origins)
    test(group.title, tagsOf(group), ({ bareWorld, firstIdentity, settings, settle }) =>
      settle(group, (cell) => originShared(bareWorld, cell, firstIdentity, settings)),
    );

  for (const group of plan.hygiene.originsAtProvider)
    test(group.title, tagsOf(group), ({ firstIdentity, sessions, settings, settle }) => {
      let tokens: ReturnType<typeof sessions.tokens> | undefined;
      return settle(group, async (cell) => {
        tokens ??= sessions.tokens(firstIdentity);
        return originSharedAtProvider(settings, cell, (await tokens).accessToken);
      });
    });
});
