/** oidc-provider, configured to answer as Auth0 does. */
import Provider, {
  type Account,
  type AuthorizationCode,
  errors,
  type FindAccount,
  type Grant,
  type KoaContextWithOIDC,
  type RefreshToken,
} from 'oidc-provider';
import {
  accessTokenClaims,
  CLAIMS_BY_SCOPE,
  grantHolds,
  idTokenClaims,
  newGrantId,
  parseGrantId,
  profileClaims,
} from './claims.ts';
import { clients, mayRequest, refreshLimits, SCOPES, tokenLifetime, userinfoApi } from './clients.ts';
import type { Config } from './config.ts';
import type { CookieNames } from './cookies.ts';
import type { Directory } from './directory.ts';
import type { Keys } from './keys.ts';
import { type Consents, createPolicy, decideOrganisation, requestedScopes } from './policy.ts';
import { createStore } from './store.ts';
import { LOGIN_LIFETIME } from './transactions.ts';

const DAY = 24 * 3600;

export interface ProviderParts {
  config: Config;
  directory: Directory;
  consents: Consents;
  keys: Keys;
  cookies: CookieNames;
  /** Where a person is sent to be asked something. */
  interactionUrl: (ctx: KoaContextWithOIDC, interaction: Parameters<InteractionUrl>[1]) => string;
  renderError: (ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }) => void;
}

type InteractionUrl = NonNullable<
  NonNullable<NonNullable<ConstructorParameters<typeof Provider>[1]>['interactions']>['url']
>;

/** Codes and refresh tokens: what a token is made from. */
function isSource(token: unknown): token is AuthorizationCode | RefreshToken {
  return typeof token === 'object' && token !== null && 'grantId' in token && 'sessionUid' in token;
}

/** A person for oidc-provider; none when the grant behind the token is over, which ends that grant for good. */
function createFindAccount(config: Config, directory: Directory): FindAccount {
  return async (ctx, sub, token): Promise<Account | undefined> => {
    const person = directory.person(sub);
    if (!person) return undefined;
    if (!isSource(token)) {
      return person.blocked ? undefined : { accountId: sub, claims: () => profileClaims(person) };
    }
    const { provider } = ctx.oidc;
    const grantId = token.grantId ?? '';
    const sessionUid = token.sessionUid ?? '';
    const session = await provider.Session.findByUid(sessionUid);
    if (session?.accountId !== sub || !grantHolds(directory, person, parseGrantId(grantId))) {
      await (await provider.Grant.find(grantId))?.destroy();
      return undefined;
    }
    const claims = { sub, ...idTokenClaims(config, directory, person, { grantId, sessionUid }) };
    return { accountId: sub, claims: () => claims };
  };
}

/** Every authorization has a grant of its own, so that a stolen refresh token ends its family and no other. */
function createLoadGrant(config: Config, directory: Directory) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { provider, client, session } = ctx.oidc;
    const person = directory.person(session?.accountId ?? '');
    if (!person || !client) return undefined;
    const decision = decideOrganisation(config, directory, person, ctx);
    if (decision.kind !== 'settled') return undefined;
    const { organisationId } = decision;
    const grant = new provider.Grant({ accountId: person.id, clientId: client.clientId });
    grant.jti = newGrantId({ organisationId, generation: person.generation });
    grant.addOIDCScope(SCOPES.join(' '));
    for (const audience of Object.keys(ctx.oidc.resourceServers ?? {})) {
      grant.addResourceScope(audience, SCOPES.join(' '));
    }
    await grant.save();
    return grant;
  };
}

/** Validator of the `organization` parameter; membership is checked later, when it is known who asks. */
function createOrganisationCheck(config: Config, directory: Directory) {
  return (_ctx: KoaContextWithOIDC, value: string | undefined): void => {
    if (value === undefined) return;
    if (config.tenancy === 'claim') {
      throw new errors.InvalidRequest('parameter organization is not allowed for this client');
    }
    if (!directory.openOrganisation(value)) {
      throw new errors.InvalidRequest(`parameter organization is invalid: ${value}`);
    }
  };
}

/** oidc-provider drops `offline_access` unless consent is asked for anew; an API here allows it to its own clients. */
function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { params, client } = ctx.oidc;
  const wanted = requestedScopes(ctx.query).includes('offline_access');
  if (!params || !wanted || !client?.grantTypeAllowed('refresh_token')) return;
  params['scope'] = [...requestedScopes(params), 'offline_access'].join(' ');
}

/** Seconds until a refresh token ends if nobody uses it; its family ends as a whole, however often it was renewed. */
function refreshLifetime(token: RefreshToken, clientId: string): number {
  const { idle, absolute } = refreshLimits(clientId);
  return Math.max(Math.min(idle, absolute - token.totalLifetime()), 1);
}

export function createProvider(parts: ProviderParts): Provider {
  const { config, directory, consents, keys, cookies } = parts;
  const provider = new Provider(config.issuer, {
    adapter: createStore(),
    clients: clients(config),
    jwks: keys.jwks,
    claims: CLAIMS_BY_SCOPE,
    scopes: SCOPES,
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_post'],
    conformIdTokenClaims: false,
    clientBasedCORS: (_ctx, origin) => origin === config.appUrl,
    pkce: { required: () => true },
    routes: {
      authorization: '/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      userinfo: '/userinfo',
      jwks: '/.well-known/jwks.json',
      end_session: '/oidc/logout',
    },
    cookies: {
      names: { session: cookies.session, interaction: cookies.interaction, resume: cookies.resume },
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax', path: '/u' },
    },
    ttl: {
      AuthorizationCode: 60,
      Grant: 14 * DAY,
      IdToken: 10 * 3600,
      Interaction: LOGIN_LIFETIME,
      RefreshToken: (_ctx, token, client) => refreshLifetime(token, client.clientId),
      Session: 3 * DAY,
    },
    extraParams: {
      audience: keepOfflineAccess,
      organization: createOrganisationCheck(config, directory),
      connection: null,
      invitation: null,
      screen_hint: null,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) => {
          const audience = oneOf?.[0] ?? ctx.oidc.params?.['audience'];
          return typeof audience === 'string' ? audience : userinfoApi(config);
        },
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, audience, client) => {
          if (!mayRequest(config, client.clientId, audience)) {
            throw new errors.AccessDenied(`Service not found: ${audience}`);
          }
          return {
            scope: SCOPES.join(' '),
            audience,
            accessTokenTTL: tokenLifetime(client.clientId),
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
      revocation: { enabled: true },
      webMessageResponseMode: { enabled: true, ack: 'individual-draft-01' },
    },
    // The session is checked with the account, for every grant of it and not only for its last.
    expiresWithSession: () => false,
    rotateRefreshToken: true,
    findAccount: createFindAccount(config, directory),
    loadExistingGrant: createLoadGrant(config, directory),
    interactions: { policy: createPolicy(config, directory, consents), url: parts.interactionUrl },
    extraTokenClaims: (_ctx, token) => {
      if (token.kind !== 'AccessToken') return { gty: 'client-credentials' };
      const { accountId, grantId = '', sessionUid = '', aud } = token;
      const person = directory.person(accountId);
      return (
        person && accessTokenClaims(config, directory, person, { grantId, sessionUid, audience: String(aud) })
      );
    },
    formats: {
      customizers: {
        jwt: (_ctx, token, structure) => {
          const { client_id, aud, sub, ...claims } = structure.payload;
          delete claims['jti'];
          const person = token.kind === 'AccessToken';
          structure.header = { typ: 'JWT' };
          structure.payload = {
            ...claims,
            sub: person ? sub : `${String(client_id)}@clients`,
            azp: client_id,
            aud: person ? [...new Set([aud, userinfoApi(config)])] : aud,
          };
        },
      },
    },
    renderError: parts.renderError,
  });
  // Addresses are built from the issuer's own scheme; see the server, which pins scheme and host of every request.
  provider.proxy = true;
  provider.on('server_error', (_ctx, error) =>
    process.stderr.write(`idp: ${error.name}: ${error.message}\n`),
  );
  return provider;
}
