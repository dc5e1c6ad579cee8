/**
 * A login at the hosted pages without a browser: the forms are read and sent as a browser without scripts would, so that
 * status, headers, cookies and time of each answer can be seen. One object is one login of one stranger.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type Form, formsOf, linksOf } from '../probe/forms.ts';
import { type Answer, send } from '../probe/transport.ts';
import { Blocked } from '../record/problem.ts';

export interface Door {
  /** Origin of the identity provider. */
  auth0Url: string;
  clientId: string;
  audience: string;
  redirectUri: string;
  organization?: string;
  /** Whose login it is to be, as the link says that leads there. */
  loginHint?: string;
}

/** One answer of the identity provider, and how long it took. */
export interface Step {
  answer: Answer;
  /** Milliseconds; absent where what was to be submitted was not asked for. */
  took?: number;
}

const REDIRECTS = 6;
const RESET = /reset-password|password-reset/i;
const random = (): string => randomBytes(24).toString('base64url');

export class HostedLogin {
  readonly #door: Door;
  readonly #cookies = new Map<string, string>();
  #address: string;
  #page: Answer | undefined;
  #begunAt: string | undefined;

  constructor(door: Door) {
    this.#door = door;
    const query = new URLSearchParams({
      response_type: 'code',
      response_mode: 'query',
      client_id: door.clientId,
      redirect_uri: door.redirectUri,
      audience: door.audience,
      scope: 'openid profile email',
      state: random(),
      nonce: random(),
      code_challenge: createHash('sha256').update(random()).digest('base64url'),
      code_challenge_method: 'S256',
      ...(door.organization ? { organization: door.organization } : {}),
      ...(door.loginHint === undefined ? {} : { login_hint: door.loginHint }),
    });
    this.#address = `${door.auth0Url}/authorize?${query.toString()}`;
  }

  /** Values that this login alone has in its pages: they are masked before pages are compared. */
  get own(): string[] {
    const hidden = formsOf(this.#page?.text ?? '').flatMap(({ fields }) =>
      fields.filter(({ type }) => type === 'hidden').map(({ value }) => value),
    );
    const state = new URL(this.#address).searchParams.get('state');
    return [...new Set([...hidden, ...(state ? [state] : [])])].filter((value) => value.length >= 8);
  }

  /** Goes to the first page, which asks for an address. */
  async begin(): Promise<void> {
    await this.#follow(await this.#ask('GET', this.#address));
    this.#form('username');
    this.#begunAt = this.#address;
  }

  /** The first page once more, as the same browser is shown it after whatever was answered since. */
  async beginAgain(): Promise<Answer> {
    if (this.#begunAt === undefined) throw new Blocked('a login that was not begun cannot be gone back to');
    return this.#follow(await this.#ask('GET', this.#begunAt));
  }

  /** The first page, whether it asks for an address or for a password. Throws Blocked where it does neither. */
  async firstPage(): Promise<Answer> {
    const page = await this.#follow(await this.#ask('GET', this.#address));
    if (!this.#has('password')) this.#form('username');
    return page;
  }

  /** Submits the address, on a page of its own or with the password, and says how the password was answered. */
  async tryPassword(email: string, password: string): Promise<Step> {
    const first = this.#form('username');
    const both = first.fields.some(({ name, readonly }) => name === 'password' && !readonly);
    if (!both) {
      const { answer } = await this.#submit(first, { username: email });
      // Whatever the address was answered by itself is part of what a stranger sees.
      await this.#follow(answer);
      if (!this.#has('password')) return { answer };
    }
    return this.#submit(this.#form('password'), both ? { username: email, password } : { password });
  }

  /** Asks for a new password. Throws Blocked where no page leads there. */
  async askForReset(email: string): Promise<Step> {
    if (!this.#resetLink()) {
      // Some logins offer it on the page of the password alone.
      const { answer } = await this.#submit(this.#form('username'), { username: email });
      await this.#follow(answer);
    }
    const link = this.#resetLink();
    if (!link) throw new Blocked('the login offers no way to a new password');
    const to = new URL(link, this.#address);
    if (to.origin !== this.#door.auth0Url)
      throw new Blocked(`the way to a new password leads to ${to.origin}, which is not probed`);
    await this.#follow(await this.#ask('GET', to.href));
    const name = this.#has('email') ? 'email' : 'username';
    return this.#submit(this.#form(name), { [name]: email });
  }

  #resetLink(): string | undefined {
    return linksOf(this.#page?.text ?? '').find((href) => RESET.test(href));
  }

  #has(name: string): boolean {
    return formsOf(this.#page?.text ?? '').some(({ fields }) => fields.some((field) => field.name === name));
  }

  #form(name: string): Form {
    const form = formsOf(this.#page?.text ?? '').find(({ fields }) =>
      fields.some((field) => field.name === name),
    );
    if (!form)
      throw new Blocked(
        `the hosted page ${new URL(this.#address).pathname} (status ${this.#page?.status ?? 0}) has no form with the field ${name}`,
      );
    return form;
  }

  async #submit(form: Form, entered: Readonly<Record<string, string>>): Promise<Step> {
    const body = new URLSearchParams({ action: 'default' });
    for (const { name, value, type } of form.fields) if (type !== 'checkbox') body.set(name, value);
    for (const [name, value] of Object.entries(entered)) body.set(name, value);
    const to = new URL(form.action || this.#address, this.#address).href;
    const start = performance.now();
    const answer = await this.#ask('POST', to, body.toString());
    return { answer, took: performance.now() - start };
  }

  /** Keeps the page that an answer is, or leads to within the identity provider. */
  async #follow(answer: Answer): Promise<Answer> {
    let page = answer;
    for (let hop = 0; page.status >= 300 && page.status < 400; hop += 1) {
      const to = new URL(page.headers['location'] ?? '', this.#address);
      if (to.origin !== this.#door.auth0Url || hop === REDIRECTS)
        throw new Blocked(`the login was sent to ${to.origin}${to.pathname} before anything was entered`);
      this.#address = to.href;
      page = await this.#ask('GET', to.href);
    }
    this.#page = page;
    return page;
  }

  async #ask(method: 'GET' | 'POST', address: string, body?: string): Promise<Answer> {
    const { origin, pathname, search } = new URL(address);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send({
      method,
      origin,
      path: pathname + search,
      headers: {
        accept: 'text/html',
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin }),
      },
      ...(body === undefined ? {} : { body }),
    }).catch((error: Error) => {
      throw new Blocked(`the identity provider gave no answer to ${method} ${pathname}: ${error.message}`);
    });
    if (answer.status === 429)
      throw new Blocked(
        `the identity provider throttles (429 to ${method} ${pathname}): nothing can be compared`,
      );
    for (const [name, value] of setCookies(answer))
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    if (method === 'GET') this.#address = address;
    return answer;
  }
}

/** Names and values of the cookies that an answer sets. */
export function setCookies({ headers }: Pick<Answer, 'headers'>): [name: string, value: string][] {
  return (headers['set-cookie'] ?? '')
    .split(/,(?=\s*[\w.~!#$%&'*+^|-]+=)/)
    .flatMap((line): [string, string][] => {
      const match = /^\s*([^=;]+)=([^;]*)/.exec(line);
      return match ? [[match[1] ?? '', match[2] ?? '']] : [];
    });
}
