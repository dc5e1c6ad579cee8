/**
 * Checks what anybody may fetch from the application: its scripts and styles tell nothing, and what is no part of it is
 * not there. A single-page application answers its page for every address: a file is told by what it holds.
 */
import { disclosuresIn, tellingHeaders } from '../oracle/disclosure.ts';
import { exposedFile, mapsNamedBy } from '../oracle/exposed.ts';
import { barer } from '../oracle/security-headers.ts';
import type { FileCell } from '../plan/disclosure.ts';
import { traversals } from '../probe/traversals.ts';
import { publicFiles, scriptsElsewhere } from '../probe/public-texts.ts';
import { type Answer, send } from '../probe/transport.ts';
import { Blocked, type Problem } from '../record/problem.ts';
import type { World } from './world.ts';

const CODE = /javascript|ecmascript|css/i;
/** An address that no file has; what is answered to it is the application's page, or a refusal. */
const NOWHERE = ['/no-such-file-a1b2c3', '/no-such-file-a1b2c3.txt', '/no-such-folder-a1b2c3/'];

/** Requests that no browser makes of an application. */
const ODD: readonly { method: string; path: string; headers?: Record<string, string> }[] = [
  { method: 'POST', path: '/' },
  { method: 'DELETE', path: NOWHERE[0] ?? '/' },
  { method: 'PROPFIND', path: '/' },
  { method: 'TRACE', path: '/' },
  { method: 'GET', path: '/%zz' },
  { method: 'GET', path: '/x%00.html' },
  { method: 'GET', path: '/%c0%ae%c0%ae/etc/passwd' },
  { method: 'GET', path: '/', headers: { range: 'bytes=9-1', accept: 'rubbish', 'if-none-match': '"' } },
  { method: 'GET', path: '/', headers: { 'x-large': 'x'.repeat(20_000) } },
];
/** How many addresses outside of the application are asked for at once. */
const AT_ONCE = 12;
const SYSTEM_FILE = /^root:[^:\n]*:0:/m;

export class StaticFiles {
  readonly #world: World;
  readonly #appUrl: string;
  #files: Promise<Map<string, Answer>> | undefined;
  #nowhere: Promise<Answer[]> | undefined;

  constructor(world: World, appUrl: string) {
    this.#world = world;
    this.#appUrl = appUrl;
  }

  #get(path: string): Promise<Answer> {
    return send({ method: 'GET', origin: this.#appUrl, path }).catch((error: Error) => {
      throw new Blocked(`the application gave no answer to GET ${path}: ${error.message}`);
    });
  }

  /** The application's page with every script and style that it leads to. Throws Blocked when there are none. */
  async #code(): Promise<[path: string, answer: Answer][]> {
    const files = await (this.#files ??= publicFiles(this.#appUrl));
    const code = [...files].filter(([, { headers }]) => CODE.test(headers['content-type'] ?? ''));
    if (code.length === 0)
      throw new Blocked(
        'the page of the application leads to no script or style: nothing would be looked at',
      );
    // By which query a file is asked for is of no matter from here on.
    return [...new Map(code.map(([path, answer]) => [path.split('?')[0] ?? path, answer]))];
  }

  /** Scripts of the page that are kept at another host, as far as the policy names it. */
  async #codeElsewhere(): Promise<[address: string, answer: Answer][]> {
    const page = (await this.#files)?.get('/');
    const addresses = scriptsElsewhere(page?.text ?? '', this.#appUrl).map((address) => new URL(address));
    const unnamed = addresses.find(({ origin }) => !this.#world.policy.origins.includes(origin));
    if (unnamed)
      throw new Blocked(
        `the page has a script of ${unnamed.origin}, which is not looked at: name it under "origins" of the policy`,
      );
    return Promise.all(
      addresses.map(async ({ origin, pathname }): Promise<[string, Answer]> => {
        const answer = await send({ method: 'GET', origin, path: pathname }).catch((error: Error) => {
          throw new Blocked(`no answer to GET ${origin}${pathname}: ${error.message}`);
        });
        return [`${origin}${pathname}`, answer];
      }),
    );
  }

  #elsewhere(): Promise<Answer[]> {
    this.#nowhere ??= Promise.all(NOWHERE.map((path) => this.#get(path)));
    return this.#nowhere;
  }

  /** Scripts, styles and the page itself tell nothing, in their texts and in their heads. */
  async told(): Promise<Problem[]> {
    await this.#code();
    const files = [...((await this.#files) ?? []), ...(await this.#codeElsewhere())];
    return files.flatMap(([path, { headers, text }]) => {
      const seen = [...disclosuresIn(text, 'script'), ...tellingHeaders(headers)];
      return seen.map((each) => ({
        rule: 'error-disclosure' as const,
        request: { method: 'GET', path },
        expected: 'a file that tells nothing of the inside',
        seen: each,
      }));
    });
  }

  /** The source maps that scripts, styles and their heads name are not there. */
  async maps(): Promise<Problem[]> {
    const code = await this.#code();
    const named = [...new Set(code.flatMap(([path, answer]) => mapsNamedBy(path, answer)))];
    return (await Promise.all(named.map((path) => this.#there(path, '"(mappings|sources)"')))).flat();
  }

  /** The folders of scripts and styles list nothing. */
  async listings(): Promise<Problem[]> {
    const code = await this.#code();
    const folders = new Set(code.map(([path]) => path.slice(0, path.lastIndexOf('/') + 1)));
    const answers = await Promise.all(
      [...folders].map(async (path) => ({ path, answer: await this.#get(path) })),
    );
    return answers.flatMap(({ path, answer }) =>
      disclosuresIn(answer.text, answer.status >= 400 ? 'error' : 'answer').map((seen) => ({
        request: { method: 'GET', path },
        expected: 'the application or a refusal, and no list of files',
        seen,
      })),
    );
  }

  /** No address leads to a file outside of the application. */
  async outside(): Promise<Problem[]> {
    const code = await this.#code();
    const folders = code.map(([path]) => path.slice(0, path.lastIndexOf('/') + 1));
    const addresses = traversals(folders);
    const found: Problem[] = [];
    for (let at = 0; at < addresses.length; at += AT_ONCE) {
      const some = addresses.slice(at, at + AT_ONCE);
      found.push(...(await Promise.all(some.map(({ path, holds }) => this.#there(path, holds)))).flat());
    }
    return found.slice(0, 1);
  }

  /** What no browser asks is refused plainly and under the headers of other answers, or answered with the application. */
  async odd(): Promise<Problem[]> {
    await this.#code();
    const ordinary = [...((await this.#files)?.values() ?? [])];
    const answers = await Promise.all(
      ODD.map(async (asked) => ({
        asked,
        answer: await send({ origin: this.#appUrl, ...asked }).catch((error: Error) => {
          throw new Blocked(
            `the application gave no answer to ${asked.method} ${asked.path}: ${error.message}`,
          );
        }),
      })),
    );
    return answers.flatMap(({ asked: { method, path }, answer }): Problem[] => {
      const request = { method, path };
      const seen = [
        ...disclosuresIn(answer.text, answer.status >= 400 ? 'error' : 'script'),
        ...tellingHeaders(answer.headers),
      ];
      return [
        ...(SYSTEM_FILE.test(answer.text)
          ? [{ request, expected: 'files of the application alone', seen: 'a file of the system' }]
          : []),
        // A method that a server does not know at all is no failure of its own (RFC 9110, 15.6.2).
        ...(answer.status >= 500 && answer.status !== 501
          ? [
              {
                rule: 'server-error' as const,
                request,
                expected: 'a clean refusal',
                seen: `status ${answer.status}`,
              },
            ]
          : []),
        ...seen.map((each) => ({
          rule: 'error-disclosure' as const,
          request,
          expected: 'an answer that tells nothing of the inside',
          seen: each,
        })),
        // Where nothing is said, there is nothing that a browser would have to be told how to treat.
        ...(answer.status >= 400 && answer.text !== '' ? barer(answer, ordinary) : []).map((name) => ({
          rule: 'security-header-missing' as const,
          request,
          expected: `${name}, which every file of the application has`,
          seen: `no such header with status ${answer.status}`,
        })),
      ];
    });
  }

  /** A file of the corpus is not there. */
  async absent({ file }: FileCell): Promise<Problem[]> {
    const entry = this.#world.policy.corpus.files[file];
    if (!entry) throw new Blocked(`the corpus has no file ${file}`);
    const code = await this.#code();
    const paths = file.includes('{{file}}') ? code.map(([path]) => file.replace('{{file}}', path)) : [file];
    return (await Promise.all(paths.map((path) => this.#there(path, entry.holds)))).flat();
  }

  async #there(path: string, holds: string): Promise<Problem[]> {
    const [answer, nowhere] = await Promise.all([this.#get(path), this.#elsewhere()]);
    const request = { method: 'GET', path };
    if (answer.status >= 500)
      return [
        { rule: 'server-error', request, expected: 'a clean refusal', seen: `status ${answer.status}` },
      ];
    const seen = exposedFile(answer, nowhere, holds);
    const told = answer.status >= 400 ? disclosuresIn(answer.text, 'error') : [];
    return [
      ...(seen === undefined ? [] : [{ request, expected: 'no such file', seen }]),
      ...told.map((each) => ({
        rule: 'error-disclosure' as const,
        request,
        expected: 'an error that tells nothing of the inside',
        seen: each,
      })),
    ];
  }
}
