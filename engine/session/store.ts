/**
 * Where signed-in sessions are kept between tests and between runs.
 *
 * One folder per deployment, mode 0700; files of mode 0600, written atomically, named after the identity alone.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT, type Settings } from '../config/settings.ts';
import { replaceFile } from '../replace-file.ts';
import { Ledger } from './ledger.ts';
import { claims } from './once.ts';

const AUTH_FOLDER = join(ROOT, '.auth');
/** Every secret that the run came to know, for the search of the reports; removed when the run is over. */
export const SECRETS_FILE = join(AUTH_FOLDER, 'secrets.jsonl');

const CODE_CLAIM = /\.code-\d+\.claim$/;
const CODE_CLAIMS_STAY_MS = 120_000;

/** What the interface showed of whoever was signed in. */
export interface Shown {
  /** The texts of the account, piece by piece. */
  texts: string[];
  /** Tenants of the policy that it names as the present one. */
  tenants: string[];
  /** The names of the links of the main navigation. */
  navigation: string[];
}

/** How an identity's sign-in ended in this run. */
export interface SignInResult {
  identity: string;
  /** True when the sign-in ended as the policy states. */
  asExpected: boolean;
  /** `restored` without a login, `fresh` with one, `refused` by the identity provider. */
  how: 'restored' | 'fresh' | 'refused';
  /** What was seen, in words, where it is not as expected. */
  seen: string;
  /** Absent where nobody is signed in. */
  shown?: Shown;
  /** The session could not be tried at all: no credentials, no answer. */
  blocked?: string;
}

/** The headers that carry an identity to the API, as its browser was seen to send them. */
export interface ApiCredentials {
  headers: Record<string, string>;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface StoredState {
  issuer: string;
  email: string;
  /** Playwright's storage state. */
  state: unknown;
}

export class SessionStore {
  readonly #folder: string;

  constructor(settings: Settings) {
    const deployment = [
      settings.appUrl,
      settings.apiUrl,
      settings.auth0Url,
      settings.clientId,
      settings.audience,
      settings.tenancy,
    ];
    this.#folder = join(
      AUTH_FOLDER,
      createHash('sha256').update(deployment.join('\n')).digest('hex').slice(0, 16),
    );
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  saveState(identity: string, state: StoredState): void {
    this.#write(`${identity}.state.json`, state);
  }

  state(identity: string): StoredState | undefined {
    return this.#read(`${identity}.state.json`);
  }

  saveCredentials(identity: string, credentials: ApiCredentials): void {
    this.#write(`${identity}.api.json`, credentials);
    rememberSecrets(Object.values(credentials.headers).map((value) => value.replace(/^Bearer /i, '')));
  }

  credentials(identity: string): ApiCredentials | undefined {
    return this.#read(`${identity}.api.json`);
  }

  saveResult(result: SignInResult): void {
    this.#write(`${result.identity}.result.json`, result);
  }

  result(identity: string): SignInResult | undefined {
    return this.#read(`${identity}.result.json`);
  }

  /** Keeps anything else that all workers of a run share, such as the harvest. */
  saveShared(name: string, value: unknown): void {
    this.#write(`run.${name}.json`, value);
  }

  shared<T>(name: string): T | undefined {
    return this.#read<T>(`run.${name}.json`);
  }

  /** What the run has made and must remove. */
  get ledger(): Ledger {
    return new Ledger(join(this.#folder, 'made.jsonl'));
  }

  /** A word that stands in everything that the run makes, so that it can be told from what was there. */
  get mark(): string {
    const known = this.shared<string>('mark');
    if (known) return known;
    const chosen = join(this.#folder, `run.mark.${process.pid}.tmp`);
    writeFileSync(chosen, JSON.stringify(`bh${randomBytes(3).toString('hex')}`), { mode: 0o600 });
    try {
      // Fails where another worker was first; then its mark counts.
      linkSync(chosen, join(this.#folder, 'run.mark.json'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(chosen);
    }
    return this.mark;
  }

  /** The file by which one worker claims a sign-in or other work that the run does once. */
  claim(name: string): string {
    return join(this.#folder, `${name}.claim`);
  }

  /** Takes the one-time code of an identity in a period for one sign-in; false where another sign-in has it. */
  claimCode(identity: string, period: number): boolean {
    return claims(this.claim(`${identity}.code-${period}`));
  }

  /** Forgets a stored session, so that nothing later takes it for good. */
  forget(identity: string): void {
    for (const kind of ['state', 'api', 'result'])
      rmSync(join(this.#folder, `${identity}.${kind}.json`), { force: true });
  }

  /** Forgets what belonged to the run before; stored states stay, and are tried before they are used. */
  startRun(identities: readonly string[]): void {
    for (const identity of identities)
      for (const kind of ['api.json', 'result.json', 'claim'])
        rmSync(join(this.#folder, `${identity}.${kind}`), { force: true });
    for (const kind of ['json', 'claim']) rmSync(join(this.#folder, `run.harvest.${kind}`), { force: true });
    // Those of codes stay while the codes may be good: the run before may have ended a moment ago.
    for (const name of readdirSync(this.#folder).filter((each) => CODE_CLAIM.test(each)))
      if (statSync(join(this.#folder, name)).mtimeMs < Date.now() - CODE_CLAIMS_STAY_MS)
        rmSync(join(this.#folder, name), { force: true });
    // The mark of a run that left something behind is needed to find it.
    if (this.ledger.open().length === 0) rmSync(join(this.#folder, 'run.mark.json'), { force: true });
  }

  #write(name: string, value: unknown): void {
    replaceFile(join(this.#folder, name), JSON.stringify(value), 0o600);
  }

  #read<T>(name: string): T | undefined {
    const file = join(this.#folder, name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
  }
}

/** Notes secrets for the search of the reports at the end of the run. */
export function rememberSecrets(secrets: readonly string[]): void {
  mkdirSync(AUTH_FOLDER, { recursive: true, mode: 0o700 });
  const lines = secrets.filter((secret) => secret.length >= 6).map((secret) => `${JSON.stringify(secret)}\n`);
  appendFileSync(SECRETS_FILE, lines.join(''), { mode: 0o600 });
}

/** Every secret noted so far. */
export function rememberedSecrets(): string[] {
  if (!existsSync(SECRETS_FILE)) return [];
  const lines = readFileSync(SECRETS_FILE, 'utf8').split('\n').filter(Boolean);
  return [...new Set(lines.map((line) => JSON.parse(line) as string))];
}

export function forgetSecrets(): void {
  rmSync(SECRETS_FILE, { force: true });
}
