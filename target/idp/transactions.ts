/** Logins under way: what was entered so far, and in which browser. */
import { randomBytes } from 'node:crypto';
import type { Interaction } from 'oidc-provider';
import { BoundedMap } from './bounded-map.ts';
import type { Config } from './config.ts';
import type { CookieNames } from './cookies.ts';
import type { Context } from './http.ts';

/** Seconds in which a login has to be finished. */
export const LOGIN_LIFETIME = 1800;
const YEAR = 365 * 24 * 3600 * 1000;

export interface Transaction {
  /** `state` of the hosted pages, and id of the interaction. */
  id: string;
  browser: string;
  csrf: string;
  prompt: string;
  /** Whether an organisation has to be named before the login. */
  asksOrganisation: boolean;
  organisationId?: string;
  identifier: string;
  /** Set once an identifier was submitted on a page of its own. */
  identified: boolean;
  /** Set once the right password was given, while the second factor is missing. */
  personId?: string;
}

type Started = Pick<Interaction, 'uid' | 'params' | 'prompt'>;

export class Transactions {
  readonly #transactions = new BoundedMap<Transaction>(20_000);
  readonly #config: Config;
  readonly #cookies: CookieNames;

  constructor(config: Config, cookies: CookieNames) {
    this.#config = config;
    this.#cookies = cookies;
  }

  begin(ctx: Context, { uid, params, prompt }: Started): Transaction {
    const hint = params['login_hint'];
    const transaction: Transaction = {
      id: uid,
      browser: this.#browserOf(ctx),
      csrf: randomBytes(24).toString('base64url'),
      prompt: prompt.name,
      asksOrganisation:
        this.#config.tenancy === 'organization' &&
        this.#config.organisationPrompt === 'name' &&
        params['organization'] === undefined,
      identifier: typeof hint === 'string' ? hint.slice(0, 320) : '',
      identified: false,
    };
    this.#transactions.set(uid, transaction, LOGIN_LIFETIME * 1000);
    return transaction;
  }

  /** The login that `state` names, if it was begun in this browser. */
  find(ctx: Context, state: string | null | undefined): Transaction | undefined {
    const transaction = state ? this.#transactions.get(state) : undefined;
    return transaction?.browser === ctx.cookies.get(this.#cookies.device) ? transaction : undefined;
  }

  /** @returns whether it was still open; it is finished once */
  finish({ id }: Transaction): boolean {
    const open = this.#transactions.get(id) !== undefined;
    this.#transactions.delete(id);
    return open;
  }

  #browserOf(ctx: Context): string {
    const known = ctx.cookies.get(this.#cookies.device);
    if (known && /^[\w-]{32}$/.test(known)) return known;
    const browser = randomBytes(24).toString('base64url');
    ctx.cookies.set(this.#cookies.device, browser, { httpOnly: true, sameSite: 'lax', maxAge: YEAR });
    return browser;
  }
}
