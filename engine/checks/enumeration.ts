/** Checks that a stranger cannot find out which accounts there are, at the pages of the identity provider. */
import { randomBytes } from 'node:crypto';
import type { Credentials, Settings } from '../config/settings.ts';
import { type Journey, amongThese, toldApart, toldByAttempts } from '../oracle/strangers.ts';
import { type Batch, couldTell, median, spreadOf, toldAlike, toldBy, together } from '../oracle/timing.ts';
import type { SentRequest } from '../model.ts';
import { type EnumerationCell, type EnumerationPage, type Typed, tenantOfDoor } from '../plan/enumeration.ts';
import { type Door, HostedLogin, type Step } from '../session/hosted-login.ts';
import { rememberSecrets } from '../session/store.ts';
import { Blocked, type Problem } from '../record/problem.ts';

/** As many as the rank test needs to be sure of a difference that is always there. */
const PAIRS = 21;
/** Pairs before those that count. */
const WARM_UP = 1;
/** Attempts at an account by the other checks of a run, which may be counted before those that are compared. */
const BY_OTHERS = 2;
/** Milliseconds between the medians; a password that is not hashed saves more, on any machine. */
const TELLING_MS = 8;
/** Of one batch: a difference counts when two batches tell it, which by chance is as rare as one of the other checks. */
const CHANCE = 1e-3;

/** Times of a password, and of the pages before it, on which nobody is looked up. */
type Timed = Batch & { pages: number[] };

/** Milliseconds that are saved where no password is looked at: all that its answer takes beyond that of a page. */
const savedBy = ({ foreign, absent, pages }: Timed): number =>
  Math.max(3 * TELLING_MS, median([...foreign, ...absent]) - median(pages));

const joined = (one: Timed, other: Timed): Timed => ({
  ...together(one, other),
  pages: [...one.pages, ...other.pages],
});

const ASKED: Readonly<Record<EnumerationPage, SentRequest>> = {
  login: { method: 'POST', path: '/u/login' },
  reset: { method: 'POST', path: '/u/reset-password/request' },
  hint: { method: 'GET', path: '/authorize?login_hint=' },
};

const wrongPassword = (): string => {
  const password = `wrong-${randomBytes(9).toString('hex')}`;
  rememberSecrets([password]);
  return password;
};

function typedAs(email: string, typed: Typed | undefined): string {
  if (typed === 'capitals') return email.toUpperCase();
  return typed === 'blanks' ? ` ${email} ` : email;
}

/** A finding tells neither the address as it is registered nor as it was typed. */
export function withoutAddress(text: string, email: string, typed: string): string {
  return [typed, typed.trim(), email]
    .flatMap((address) => [address, encodeURIComponent(address)])
    .reduce((rest, address) => rest.replaceAll(address, '<email>'), text);
}

export class Strangers {
  readonly #settings: Settings;
  readonly #nobody = new Map<string, Promise<Journey[]>>();
  readonly #controls = new Map<EnumerationPage, Promise<void>>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** An account is answered as nobody is. */
  async judge(cell: EnumerationCell): Promise<Problem[]> {
    const { enumeration } = this.#settings.policy;
    // A link to the login sends no password.
    if (!enumeration && cell.page !== 'hint')
      throw new Blocked(
        'the policy does not allow wrong passwords: say in "enumeration" how many an account may be sent',
      );
    if (cell.page === 'reset' && !enumeration?.reset)
      throw new Blocked('the policy does not allow requests for a new password: set "enumeration.reset"');
    const { email, totpSecret } = this.#credentials(cell.identity);
    if (cell.kind === 'mfa' && totpSecret === undefined)
      throw new Blocked(`${cell.identity} has no second factor: set its USER_…_TOTP_SECRET`);
    const nobody = this.#asNobody(cell.page, email);
    const cached = cell.typed ? undefined : this.#controls.get(cell.page);
    const control = cached ?? this.#looksAtWhatIsSent(cell, await nobody);
    this.#controls.set(cell.page, control);
    await control;
    const found = await this.#toldFromNobody(cell, email);
    return found.length === 0
      ? []
      : [
          {
            request: ASKED[cell.page],
            expected: `the same answer as for nobody's address${cell.typed ? `, with ${cell.typed}` : ''}`,
            seen: withoutAddress(found.slice(0, 3).join('; '), email, typedAs(email, cell.typed)),
          },
        ];
  }

  /** Wrong passwords that are compared one by one: all that an account may be sent; one in any other spelling. */
  #attempts(page: EnumerationPage, typed: Typed | undefined): number {
    return page === 'login' && !typed ? (this.#settings.policy.enumeration?.attempts ?? 1) : 1;
  }

  /** What nobody is answered at a page, attempt by attempt; asked once. */
  #asNobody(page: EnumerationPage, like: string, typed?: Typed): Promise<Journey[]> {
    const key = `${page}/${typed ?? ''}`;
    const ask = () =>
      this.#askOften(page, typedAs(this.#nobodyLike(like), typed), this.#attempts(page, typed));
    const known = this.#nobody.get(key) ?? ask();
    this.#nobody.set(key, known);
    return known;
  }

  /** In what the answers differ. Throws Blocked where those to two addresses that nobody has differ as well. */
  async #toldFromNobody({ page, typed }: EnumerationCell, email: string): Promise<string[]> {
    const nobody = await this.#asNobody(page, email, typed);
    const attempts = this.#attempts(page, typed);
    const seen = await this.#askOften(page, typedAs(email, typed), attempts);
    const found = toldByAttempts(seen, nobody);
    // By now all strangers may be answered in another way than the first was.
    if (found.length > 0) await this.#twoAlike(page, email, nobody, typed);
    if (found.length === 0 || attempts === 1) return found;
    // Whoever is told how many attempts are left is told so as nobody is who has made a few more.
    const more = await this.#askOften(page, this.#nobodyLike(email), 2 * attempts + BY_OTHERS);
    return amongThese(seen, more) ? [] : found;
  }

  async #twoAlike(
    page: EnumerationPage,
    like: string,
    nobody: readonly Journey[],
    typed?: Typed,
  ): Promise<void> {
    const second = typedAs(this.#nobodyLike(like), typed);
    const unlike = toldByAttempts(await this.#askOften(page, second, this.#attempts(page, typed)), nobody);
    if (unlike.length > 0)
      throw new Blocked(
        `two addresses that nobody has are answered differently: ${unlike[0]?.slice(0, 200) ?? ''}`,
      );
  }

  /**
   * The positive control: two strangers are answered alike, and a form is seen to look at what is sent; a right
   * password, or what is no address at all, is answered otherwise. A link may be looked at by nobody. Once for a page,
   * and once more for each other spelling of an address: by then strangers may all be kept from the form.
   */
  async #looksAtWhatIsSent(
    { page, identity }: Pick<EnumerationCell, 'page' | 'identity'>,
    nobody: readonly Journey[],
  ): Promise<void> {
    const { email, password } = this.#credentials(identity);
    await this.#twoAlike(page, email, nobody);
    if (page === 'hint') return;
    const [one, other] =
      page === 'login'
        ? [await this.#askOnce(page, email, password), nobody[0] ?? []]
        : [await this.#askOnce(page, email), await this.#askOnce(page, 'no address')];
    if (toldApart(one.slice(0, 1), other.slice(0, 1)).length === 0)
      throw new Blocked(
        page === 'login'
          ? `the right password of ${identity} is answered like a wrong one: the page may ask for more than a password`
          : `what is no address is answered like the address of ${identity}: the page may not look at it`,
      );
  }

  /** One attempt after the other, each in a browser of its own. */
  async #askOften(page: EnumerationPage, email: string, times: number): Promise<Journey[]> {
    const journeys: Journey[] = [];
    while (journeys.length < times) journeys.push(await this.#ask(page, email));
    return journeys;
  }

  /**
   * What a stranger sees one after the other who asks for an address: the answer, the first page once more in the same
   * browser, and, where nothing but a message is sent for it, the answer to whoever asks again in another one.
   */
  async #ask(page: EnumerationPage, email: string): Promise<Journey> {
    const journey = await this.#askOnce(page, email);
    if (page !== 'reset') return journey;
    const again = await this.#askOnce(page, email);
    return [...journey, ...again.map((step) => ({ ...step, when: `${step.when}, when asked again` }))];
  }

  async #askOnce(page: EnumerationPage, email: string, rightPassword?: string): Promise<Journey> {
    if (page === 'hint') {
      const login = new HostedLogin({ ...this.#door(), loginHint: email });
      return [{ when: 'the page', answer: await login.firstPage(), own: login.own, email }];
    }
    const login = new HostedLogin(this.#door());
    await login.begin();
    const { answer } =
      page === 'login'
        ? await login.tryPassword(email, rightPassword ?? wrongPassword())
        : await login.askForReset(email);
    const step = { when: 'the answer', answer, own: login.own, email };
    // Whoever has signed in has no login to go back to.
    if (rightPassword !== undefined) return [step];
    const first = await login.beginAgain();
    return [step, { when: 'the login after it', answer: first, own: login.own, email }];
  }

  /** No account takes longer than nobody: the pool is asked account by account, each a few times at most. */
  async time(): Promise<Problem[]> {
    const { policy, credentials } = this.#settings;
    const attempts = policy.enumeration?.attempts;
    if (attempts === undefined)
      throw new Blocked(
        'the policy does not allow wrong passwords: say in "enumeration" how many an account may be sent',
      );
    const people = Object.entries(policy.identities).flatMap(([name, { expect }]) => {
      const known = credentials.get(name);
      return expect === 'signed-in' && known && known.totpSecret === undefined ? [name] : [];
    });
    const pool = people.map((name) => this.#credentials(name).email);
    const each = PAIRS + WARM_UP;
    if (pool.length * attempts < 2 * each)
      throw new Blocked(
        `${pool.length} accounts with ${attempts} wrong passwords each are too few to measure ${2 * each}: raise "enumeration.attempts", or give more accounts`,
      );
    let asked = 0;
    const next = (): string => pool[asked++ % pool.length] ?? '';
    const isSilent = (times: Timed): boolean =>
      toldBy(times, TELLING_MS, CHANCE) === undefined && couldTell(times, TELLING_MS, savedBy(times), CHANCE);
    const batches = [await this.#batch(next)];
    const all = (): Timed => batches.reduce(joined);
    // One batch that tells nothing, and would have, is enough; else all that the accounts allow.
    while (!batches.some(isSilent) && !isSilent(all()) && pool.length * attempts - asked >= each) {
      batches.push(await this.#batch(next));
      const seen = toldAlike(batches, TELLING_MS, CHANCE);
      if (seen !== undefined)
        return [
          {
            request: { method: 'POST', path: '/u/login' },
            expected: "the same time as for nobody's address",
            seen,
          },
        ];
    }
    if (batches.some(isSilent) || isSilent(all())) {
      // By now everybody may be kept from the form, and no password be looked at.
      const [identity = '', email = ''] = [people[0], pool[0]];
      await this.#looksAtWhatIsSent({ page: 'login', identity }, await this.#asNobody('login', email));
      return [];
    }
    throw new Blocked(
      `the times of ${all().foreign.length} pairs are too uneven to tell a password that is looked at from one that is not (${spreadOf(all())}): run it on a quieter machine, or raise "enumeration.attempts"`,
    );
  }

  async #batch(next: () => string): Promise<Timed> {
    const times: Timed = { foreign: [], absent: [], pages: [] };
    let refusal: Step | undefined;
    const timed = async (email: string): Promise<number> => {
      const login = new HostedLogin(this.#door());
      const start = performance.now();
      await login.begin();
      times.pages.push(performance.now() - start);
      const step = await login.tryPassword(email, wrongPassword());
      refusal ??= step;
      // Throttling would be measured in place of the password.
      if (step.answer.status !== refusal.answer.status)
        throw new Blocked(
          `wrong passwords are answered ${refusal.answer.status} and ${step.answer.status}: the times cannot be compared`,
        );
      if (step.took === undefined)
        throw new Blocked(
          `the login asks for no password after an address (status ${step.answer.status}): there is nothing to measure`,
        );
      return step.took;
    };
    for (let index = -WARM_UP; index < PAIRS; index += 1) {
      const known = next();
      const nobody = this.#nobodyLike(known);
      const order = index % 2 === 0;
      const first = await timed(order ? known : nobody);
      const second = await timed(order ? nobody : known);
      if (index < 0) continue;
      times.foreign.push(order ? first : second);
      times.absent.push(order ? second : first);
    }
    return times;
  }

  #nobodyLike(email: string): string {
    return `nobody-${randomBytes(4).toString('hex')}@${email.split('@')[1] ?? 'example.com'}`;
  }

  #credentials(identity: string): Credentials {
    const found = this.#settings.credentials.get(identity);
    if (!found) throw new Blocked(`there are no credentials for ${identity}`);
    return found;
  }

  #door(): Door {
    const { policy, tenancy, auth0Url, clientId, audience, appUrl } = this.#settings;
    const tenant = policy.tenants[tenantOfDoor(policy) ?? ''];
    return {
      auth0Url,
      clientId,
      audience,
      redirectUri: `${appUrl}/callback`,
      ...(tenancy === 'organization' && tenant ? { organization: tenant.id } : {}),
    };
  }
}
