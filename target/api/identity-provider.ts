/**
 * The identity provider's management API, as far as members, roles and organisations are concerned, and its answer to
 * the question whose token it is. Shaped like Auth0's Management API v2.
 */
import type { Config } from './config.ts';
import { Problem } from './errors.ts';

const TIMEOUT = 3000;
/** A token is renewed this long before it expires, in milliseconds. */
const MARGIN = 30_000;

/** Something done at the identity provider, and how to take it back; both may be repeated without harm. */
export interface Step {
  apply(): Promise<void>;
  revert(): Promise<void>;
}

/**
 * Runs a transaction whose work includes steps at the identity provider: all of it happens, or none.
 *
 * @param work gets `take`, by which it takes each step; best last, when only the commit is left
 */
export async function together<T>(work: (take: (step: Step) => Promise<void>) => Promise<T>): Promise<T> {
  const taken: Step[] = [];
  try {
    return await work(async (step) => {
      // Noted before it is tried: a step that failed to answer may have been taken.
      taken.push(step);
      await step.apply();
    });
  } catch (error) {
    for (const step of taken.reverse()) {
      await step.revert().catch(() => {
        process.stderr.write('api: a change at the identity provider could not be taken back\n');
      });
    }
    throw error;
  }
}

export class IdentityProvider {
  readonly #config: Config;
  #token: { value: string; expiresAt: number } | undefined;

  constructor(config: Config) {
    this.#config = config;
  }

  /** For tenancy by claim: the organisation that the next tokens of this person name. */
  async setActiveTenant(userId: string, tenantId: string): Promise<void> {
    await this.#patchUser(userId, { app_metadata: { tenant: tenantId } });
  }

  /** Keeps a person from signing in at all, or lets them again. */
  block(userId: string, blocked: boolean): Step {
    return {
      apply: () => this.#patchUser(userId, { blocked }),
      revert: () => this.#patchUser(userId, { blocked: !blocked }),
    };
  }

  /** Makes a person a member, or no longer one; the role is given or taken with it. */
  membership(tenantId: string, userId: string, role: string | null, member: boolean): Step {
    const path = `organizations/${tenantId}/members`;
    const roles = `${path}/${encodeURIComponent(userId)}/roles`;
    const add = async (): Promise<void> => {
      await this.#call('POST', path, { members: [userId] });
      if (role) await this.#call('POST', roles, { roles: [role] });
    };
    const remove = async (): Promise<void> => {
      if (role) await this.#call('DELETE', roles, { roles: [role] });
      await this.#call('DELETE', path, { members: [userId] });
    };
    return member ? { apply: add, revert: remove } : { apply: remove, revert: add };
  }

  /** Gives a member one role in place of another. */
  role(tenantId: string, userId: string, from: string | null, to: string): Step {
    const path = `organizations/${tenantId}/members/${encodeURIComponent(userId)}/roles`;
    const swap = async (old: string | null, next: string | null): Promise<void> => {
      if (old) await this.#call('DELETE', path, { roles: [old] });
      if (next) await this.#call('POST', path, { roles: [next] });
    };
    return { apply: () => swap(from, to), revert: () => swap(to, from) };
  }

  /** @returns the new organisation's id */
  async createOrganisation(name: string, displayName: string): Promise<string> {
    const created = await this.#call('POST', 'organizations', { name, display_name: displayName });
    const { id } = (created ?? {}) as { id?: unknown };
    if (typeof id !== 'string') throw new Problem('unavailable');
    return id;
  }

  async deleteOrganisation(tenantId: string): Promise<void> {
    await this.#call('DELETE', `organizations/${tenantId}`);
  }

  /** Closes an organisation for signing in, or opens it again. */
  disabled(tenantId: string, disabled: boolean): Step {
    const set = async (value: boolean): Promise<void> => {
      await this.#call('PATCH', `organizations/${tenantId}`, { metadata: { disabled: String(value) } });
    };
    return { apply: () => set(disabled), revert: () => set(!disabled) };
  }

  /**
   * The profile behind an access token.
   *
   * @throws Problem `unavailable` when the provider does not answer, `unauthorized` when it refuses the token
   */
  async profileOf(bearer: string): Promise<{ userId: string; email: string; name: string }> {
    const response = await this.#fetch(`${this.#config.idpUrl}/userinfo`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    if (response.status === 401 || response.status === 403) throw new Problem('unauthorized');
    if (!response.ok) throw new Problem('unavailable');
    const profile = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    const { sub, email, name } = profile;
    if (typeof sub !== 'string' || typeof email !== 'string' || profile['email_verified'] === false) {
      throw new Problem('forbidden');
    }
    return { userId: sub, email, name: typeof name === 'string' && name !== '' ? name : email };
  }

  async #patchUser(userId: string, change: object): Promise<void> {
    await this.#call('PATCH', `users/${encodeURIComponent(userId)}`, change);
  }

  /** What the management API answered; anything that is no success is an outage, but for a name that is taken. */
  async #call(method: string, path: string, body?: object, again = true): Promise<unknown> {
    const response = await this.#fetch(`${this.#config.idpUrl}/api/v2/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#accessToken()}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status === 401 && again) {
      // The provider was restarted and has other keys.
      this.#token = undefined;
      return this.#call(method, path, body, false);
    }
    if (response.status === 409) throw new Problem('conflict');
    // What is already gone needs no removing.
    if (!response.ok && !(method === 'DELETE' && response.status === 404)) throw new Problem('unavailable');
    return response.json().catch(() => undefined);
  }

  async #accessToken(): Promise<string> {
    if (this.#token && this.#token.expiresAt - MARGIN > Date.now()) return this.#token.value;
    const response = await this.#fetch(`${this.#config.idpUrl}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: 'marketedge-api',
        client_secret: this.#config.managementSecret,
        audience: `${this.#config.idpUrl}/api/v2/`,
      }),
    });
    const answer = (await response.json().catch(() => ({}))) as {
      access_token?: unknown;
      expires_in?: unknown;
    };
    if (!response.ok || typeof answer.access_token !== 'string') throw new Problem('unavailable');
    const lifetime = typeof answer.expires_in === 'number' ? answer.expires_in * 1000 : 0;
    this.#token = { value: answer.access_token, expiresAt: Date.now() + lifetime };
    return this.#token.value;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
    } catch {
      throw new Problem('unavailable');
    }
  }
}
