/**
 * Watches one context: is told of everything that is sent and received, and keeps what must not be.
 *
 * Knows no browser. Whatever attaches to one calls `sent`, `head`, `body` and `text`; the engine's own transport calls
 * them as well.
 */
import type { Place } from '../oracle/disclosures/entry.ts';
import { disclosuresIn, tellingHeaders } from '../oracle/disclosure.ts';
import type { SentRequest } from '../model.ts';
import type { Call } from '../probe/client.ts';
import { cookieLines } from '../probe/cookies.ts';
import { ANONYMOUS } from '../plan/cells.ts';
import type { RuleId } from '../rules.ts';
import {
  SDK_STORAGE,
  type Sent,
  credentialsIn,
  exposuresIn,
  tokensIn,
  withoutVerifier,
} from './credential.ts';
import { type Known, Knowledge } from './known.ts';
import type { Channel, Sensor, Sighting, Unread } from './model.ts';
import {
  NOBODY,
  type Scope,
  type Subject,
  isCapability,
  operationOf,
  serviceOf,
  subjectOfRequest,
  withoutIds,
} from './scope.ts';
import { type Fault, type Head, cookieFaults, headFaults } from './transport.ts';

/**
 * A request as its answer is judged: by who was watched when it was made, and what that person had sent by then, itself
 * included. What is sent later may be what the answer told.
 */
export interface Asked {
  method: string;
  url: URL;
  subject: Subject;
  known: Known;
}

const DATA_TYPES = /json|text\/(?:plain|csv|event-stream|xml)|application\/xml|x-ndjson/i;
const PAGE_TYPES = /html/i;
const STORES: readonly Channel[] = [
  'local storage',
  'session storage',
  'database',
  'cache',
  'file system',
  'cookie',
];

export class Watch {
  readonly scope: Scope;
  readonly sightings: Sighting[] = [];
  readonly unread: Unread[] = [];
  /** Bodies, messages, stores and lines that were read. */
  read = 0;
  #subject: Subject;
  /** Of the watched person: what is known is no news. */
  #knowledge = new Knowledge();
  /** Tokens that were seen in use. */
  readonly #tokens = new Set<string>();
  readonly #told = new Set<string>();

  constructor(scope: Scope, subject: Subject = NOBODY) {
    this.scope = scope;
    this.#subject = subject;
  }

  get subject(): Subject {
    return this.#subject;
  }

  /** What the watched person knows by now. */
  get known(): Known {
    return this.#knowledge.byNow();
  }

  /** Whether the watched person had sent a value by a moment, in milliseconds. */
  hadSent(value: string, moment: number): boolean {
    return this.#knowledge.sentBy(value, moment);
  }

  /** From here on somebody else is watched: a sign-in, a sign-out, another person at the same browser. */
  becomes(subject: Subject): void {
    this.#subject = subject;
    this.#knowledge = new Knowledge();
  }

  /** A request is made: what it carries is known from here on. Gives how its answer is judged. */
  asks(method: string, url: URL, body = ''): Asked {
    this.#knowledge.send(() => this.valuesIn(url, body));
    return this.asked(method, url);
  }

  /** How something is judged that no request is watched of: by what is known now. */
  asked(method: string, url: URL): Asked {
    return { method, url, subject: this.#subject, known: this.known };
  }

  /** Judges a request: credentials where they do not belong. Gives how its answer is judged. */
  sent(sent: Sent): Asked {
    const asked = this.asks(sent.method, sent.url, sent.body);
    const bearer = /^Bearer (\S{16,})$/i.exec(sent.headers['authorization'] ?? '')?.[1];
    if (bearer) this.#tokens.add(bearer);
    for (const { where, expected, seen } of exposuresIn(this.scope, sent, this.#tokens))
      this.#tell('credential', 'token-exposed', where, asked, expected, seen);
    return asked;
  }

  /** Judges that the policy describes a request to the API. Not for requests that are about undescribed paths. */
  described(method: string, url: URL): void {
    if (url.origin !== this.scope.apiOrigin || method === 'OPTIONS') return;
    if (operationOf(this.scope, method, url.pathname)) return;
    this.#tell(
      'coverage',
      'undescribed-request',
      'request',
      this.asked(method, url),
      'requests that the policy describes',
      `${method} ${url.pathname}, which is no operation of the policy`,
    );
  }

  /** Judges the head of an answer. */
  head(asked: Asked, head: Omit<Head, 'method' | 'url'>): void {
    this.#canary('header', asked, Object.values(head.headers).join('\n'));
    if (!this.#isOfTarget(asked.url)) return;
    this.#transport(asked, headFaults(this.scope, { ...head, method: asked.method, url: asked.url }));
    for (const seen of tellingHeaders(head.headers))
      this.#tell(
        'disclosure',
        'error-disclosure',
        'header',
        asked,
        'headers that tell nothing of the inside',
        seen,
      );
  }

  /** Judges the cookies that an answer sets; each line as it stands. */
  cookies(asked: Asked, lines: readonly string[]): void {
    this.#canary('cookie', asked, lines.join('\n'));
    if (this.#isOfTarget(asked.url)) this.#transport(asked, cookieFaults(asked.url, lines));
  }

  #transport(asked: Asked, faults: readonly Fault[]): void {
    for (const { rule, channel, expected, seen, part } of faults)
      this.#tell('transport', rule, channel, asked, expected, seen, part);
  }

  /**
   * Judges an answer that the engine's own transport was given. Its request is a probe, which may be anything: what it
   * sent is not held against its own answer, and what is wrong with it as a request is of no interest.
   */
  exchange(url: URL, { answer, request, sent }: Call): void {
    const knowledge = new Knowledge();
    knowledge.send(() => this.scope.canaries.in(sent).map(({ value }) => value));
    const asked: Asked = { method: request.method, url, subject: this.#subject, known: knowledge.byNow() };
    const { 'set-cookie': cookies, ...headers } = answer.headers;
    this.head(asked, { status: answer.status, headers, page: false });
    if (cookies) this.cookies(asked, cookieLines(cookies));
    this.body(asked, answer.status, headers['content-type'] ?? '', Buffer.from(answer.text));
  }

  /** Judges the body of an answer, or what came of it. */
  body(asked: Asked, status: number, contentType: string, body: Buffer, channel: Channel = 'response'): void {
    this.read += 1;
    this.#canary(channel, asked, body);
    if (!this.#isOfTarget(asked.url)) return;
    const isPage = PAGE_TYPES.test(contentType);
    // The markup of a page names paths and hosts of its own; what a person sees of it is judged at the page.
    if (DATA_TYPES.test(contentType) || (isPage && status >= 400))
      this.#disclosure(channel, asked, body.toString('utf8'), status >= 400 ? 'error' : 'answer');
    if (asked.url.origin === this.scope.idpOrigin)
      for (const token of tokensIn(body.toString('utf8'))) this.#tokens.add(token);
  }

  /**
   * Judges a text that is no answer: a socket's message, one between windows, a line of the console, a page, a store.
   *
   * @param url of the page or socket
   * @param key of the entry, in a store
   * @param known when it came, where that is told better than by now
   */
  text(channel: Channel, url: URL, text: string, key?: string, known = this.known): void {
    this.read += 1;
    const asked: Asked = { ...this.asked('GET', url), known };
    // Who announces something does so on every page.
    const announced = channel === 'message' ? 'what its pages announce' : undefined;
    const part = key === undefined ? announced : `the key ${key}`;
    this.#canary(channel, asked, text, part);
    const isStore = STORES.includes(channel);
    if (channel !== 'console' && channel !== 'page' && channel !== 'message' && !isStore) return;
    const ofSdk = channel === 'local storage' && key !== undefined && SDK_STORAGE.test(key);
    if (ofSdk && this.scope.sdkStorage) return;
    // A password stands in the field of the login page that it is typed into.
    const secrets = channel === 'page' ? [] : this.scope.secrets;
    const kept = channel === 'session storage' ? withoutVerifier(key, text) : text;
    const told = credentialsIn(kept, [...this.#tokens, ...secrets]);
    if (told.length > 0)
      this.#tell(
        'credential',
        'token-exposed',
        channel,
        asked,
        `no credential in the ${channel}`,
        told.join(', '),
        part,
      );
  }

  /** Judges what a person sees of a page, or what a socket of the target says. */
  shown(channel: Channel, url: URL, text: string): void {
    if (this.#isOfTarget(url)) this.#disclosure(channel, this.asked('GET', url), text);
  }

  /** Notes what could not be read. */
  missed(channel: Channel, method: string, url: URL, reason: string): void {
    this.unread.push({ channel, subject: subjectOfRequest(this.scope, method, url), reason });
  }

  /** Values of tenants that a request carries. */
  valuesIn(url: URL, body: string): string[] {
    return this.scope.canaries.in(`${url.href}\n${body}`).map(({ value }) => value);
  }

  #isOfTarget(url: URL): boolean {
    return [this.scope.appOrigin, this.scope.apiOrigin, this.scope.idpOrigin].includes(url.origin);
  }

  #canary(channel: Channel, asked: Asked, body: Buffer | string, part?: string): void {
    const { subject, known } = asked;
    const found = this.scope.canaries.in(body);
    if (found.length === 0) return;
    const operation =
      asked.url.origin === this.scope.apiOrigin
        ? operationOf(this.scope, asked.method, asked.url.pathname)
        : undefined;
    // Whoever holds a signed link may read what is behind it; nobody in particular asks.
    if (subject.actor === ANONYMOUS && isCapability(operation)) return;
    // What the platform's operations answer to the platform's people is theirs to see.
    if (subject.platform && operation?.scope === 'platform' && operation.roles.includes(subject.role ?? '')) {
      for (const { value } of found) known.show(value);
      return;
    }
    const foreign = found.filter(({ tenant, value }) => !subject.tenants.has(tenant) && !known.has(value));
    if (foreign.length === 0) return;
    const [first] = foreign;
    const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
    this.#tell(
      'canary',
      'foreign-data-received',
      channel,
      asked,
      subject.tenants.size === 0
        ? `no data of a tenant for ${subject.actor}`
        : `data of ${[...subject.tenants].join(' and ')} alone`,
      `${JSON.stringify(first?.value)} of ${first?.tenant ?? ''}${more}`,
      part,
    );
  }

  #disclosure(channel: Channel, asked: Asked, text: string, place: Place = 'answer'): void {
    for (const seen of disclosuresIn(text, place))
      this.#tell('disclosure', 'error-disclosure', channel, asked, 'nothing of the inside', seen);
  }

  /** One sighting for one fault, however often it shows. */
  #tell(
    sensor: Sensor,
    rule: RuleId,
    channel: Channel,
    { method, url, subject: { actor } }: Asked,
    expected: string,
    seen: string,
    part?: string,
  ): void {
    // A store, a cookie, a page's headers or messages belong to the service, whichever address showed them.
    const subject =
      part === undefined
        ? subjectOfRequest(this.scope, method, url)
        : `${serviceOf(this.scope, url)}, ${part.slice(0, 80)}`;
    const identity = JSON.stringify([
      rule,
      channel,
      actor,
      subject,
      expected,
      sensor === 'canary' ? '' : seen,
    ]);
    if (this.#told.has(identity)) return;
    this.#told.add(identity);
    // The address of a credential's request may be where it stands.
    const path = sensor === 'credential' ? withoutIds(url) : `${url.pathname}${url.search}`.slice(0, 500);
    const request: SentRequest = { method, path };
    this.sightings.push({
      sensor,
      rule,
      channel,
      actor,
      subject: `${subject} (${channel})`,
      request,
      expected,
      seen,
    });
  }
}
