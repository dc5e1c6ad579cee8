/**
 * The session of the person in front of this tab: its token, how it begins, how it moves to another organisation,
 * and how it ends. Whatever ends or moves it first empties what the page holds, then leaves the page.
 */
import type { Auth0Client } from '@auth0/auth0-spa-js';
import { oauthErrorOf } from './oauth-error.ts';
import type { AppConfig } from './config.ts';
import { safeReturnTo } from './return-to.ts';
import { listenToOtherTabs, tellOtherTabs } from './tabs.ts';

/** State that travels through the identity provider and back. */
export interface SignInState {
  returnTo?: string;
  /** The other tabs must follow once this sign-in has succeeded. */
  switched?: boolean;
}

export interface SignInOptions {
  returnTo?: string;
  organization?: string;
  /** Ask for credentials even if the identity provider still knows the person. */
  fresh?: boolean;
  switched?: boolean;
}

/** The page is being left for the identity provider; whatever was under way is moot. */
export class LeavingError extends Error {
  override name = 'LeavingError';
}

/** Silent sign-in failed in a way that only the person can mend. */
const NEEDS_PERSON = new Set([
  'login_required',
  'missing_refresh_token',
  'consent_required',
  'interaction_required',
  'account_selection_required',
  'invalid_grant',
  'access_denied',
  'unauthorized',
]);

export class Session {
  readonly config: AppConfig;
  readonly #client: Auth0Client;
  readonly #cleaners = new Set<() => void>();
  readonly #listeners = new Set<() => void>();
  #identity: string | undefined;
  #abort = new AbortController();
  #leaving = false;

  constructor(client: Auth0Client, config: AppConfig) {
    this.#client = client;
    this.config = config;
    listenToOtherTabs((message) => {
      if (this.#identity === undefined) return;
      this.#leave();
      window.location.replace(message === 'logged-out' ? '/' : '/dashboard');
    });
  }

  /** True from the moment the page is being left: nothing of the old session may be painted any more. */
  get leaving(): boolean {
    return this.#leaving;
  }

  /** Aborted when the session ends or moves. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Registers something to be emptied when the session ends or moves. */
  onClear(clean: () => void): void {
    this.#cleaners.add(clean);
  }

  /** For `useSyncExternalStore`: calls back when `leaving` changes. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * An access token for the API; goes to the login page when there is none to be had silently.
   * @param fresh - ask for a new one even if the present one has not expired
   * @throws LeavingError when the page is being left
   */
  async token(fresh = false): Promise<string> {
    if (this.#leaving) throw new LeavingError();
    let token: string | undefined;
    try {
      token = await this.#client.getTokenSilently(fresh ? { cacheMode: 'off' } : {});
    } catch (error) {
      if (!NEEDS_PERSON.has(oauthErrorOf(error) ?? '')) throw error;
    }
    if (this.#leaving) throw new LeavingError();
    if (!token) {
      await this.signIn({ returnTo: currentPath() });
      throw new LeavingError();
    }
    await this.#holdIdentity();
    return token;
  }

  /** Goes to the login page. */
  async signIn({ returnTo, organization, fresh, switched }: SignInOptions = {}): Promise<void> {
    this.#leave();
    const appState: SignInState = { returnTo: safeReturnTo(returnTo), switched };
    await this.#client.loginWithRedirect({
      appState,
      authorizationParams: {
        ...(organization ? { organization } : {}),
        ...(fresh ? { prompt: 'login' as const } : {}),
      },
    });
  }

  /**
   * The API no longer accepts this session. The identity provider may still do, and would hand out the same one
   * again without a question, over and over: so the person is asked.
   */
  async end(): Promise<never> {
    if (!this.#leaving) {
      const returnTo = currentPath();
      this.#leave();
      await this.#client.logout({ openUrl: false });
      tellOtherTabs('logged-out');
      await this.signIn({ returnTo, fresh: true });
    }
    throw new LeavingError();
  }

  /**
   * Ends the session here, at the API, in the other tabs and at the identity provider.
   * @param endAtApi - tells the API with the given token; its failure does not keep anybody signed in
   */
  async logOut(endAtApi: (token: string) => Promise<unknown>): Promise<void> {
    if (this.#leaving) return;
    this.#leave();
    await this.#client
      .getTokenSilently({ timeoutInSeconds: 5 })
      .then((token) => (token ? endAtApi(token) : undefined))
      .catch(() => undefined);
    await this.#client.revokeRefreshToken().catch(() => undefined);
    tellOtherTabs('logged-out');
    await this.#client.logout({
      logoutParams: { returnTo: `${window.location.origin}/` },
      openUrl: (url) => window.location.replace(url),
    });
  }

  /**
   * Moves to another organisation, after the API was told. Nothing of the old one outlives the call: the page is
   * left, for a sign-in to that organisation or for a page load with a token that names it.
   */
  async moveTo(organizationId: string): Promise<void> {
    this.#leave();
    if (this.config.tenancy === 'organization') {
      await this.signIn({ organization: organizationId, returnTo: '/dashboard', switched: true });
      return;
    }
    await this.#client.getTokenSilently({ cacheMode: 'off' });
    tellOtherTabs('session-changed');
    window.location.assign('/dashboard');
  }

  #leave(): void {
    this.#leaving = true;
    this.#abort.abort(new LeavingError());
    for (const clean of this.#cleaners) clean();
    for (const listener of this.#listeners) listener();
  }

  /**
   * The page shows one person in one organisation. A silent renewal can answer for another one, if somebody else
   * signed in meanwhile in the same browser: then the page starts over instead of mixing the two.
   */
  async #holdIdentity(): Promise<void> {
    const claims = await this.#client.getIdTokenClaims();
    const identity = JSON.stringify([
      claims?.sub,
      claims?.org_id,
      claims?.['https://marketedge.example/tenant'],
    ]);
    if (this.#identity !== undefined && this.#identity !== identity) {
      this.#leave();
      window.location.replace('/dashboard');
      throw new LeavingError();
    }
    this.#identity = identity;
  }
}

function currentPath(): string {
  const { pathname, search, hash } = window.location;
  return `${pathname}${search}${hash}`;
}
