/**
 * The launcher of the embedded target: PostgreSQL, identity provider, API and web app, up in a few seconds and gone
 * without a trace. `--help` lists what it can be told.
 *
 * In mode `standalone` it is for people. In mode `run` it belongs to one run of the suite: it prints one line of JSON
 * when all is ready, and ends when its standard input is closed.
 */
import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Authority, urlsOverTls } from './launcher/authority.ts';
import { bundle } from './launcher/bundle.ts';
import { type RunningDatabase, type Storage, startDatabase } from './launcher/database.ts';
import { type Edge, startEdge } from './launcher/edge.ts';
import { type FaultProxy, startFaultProxy, throughProxy } from './launcher/fault-proxy.ts';
import {
  LauncherError,
  type Options,
  readOptions,
  readSettings,
  type ServiceName,
  USAGE,
} from './launcher/options.ts';
import { choosePorts } from './launcher/ports.ts';
import { type Urls, variables, welcome } from './launcher/present.ts';
import { type Service, startService } from './launcher/service.ts';
import { StateFile, writePrivately } from './launcher/state.ts';
import { type Account, makeAccounts, organisationsFor } from './seed/accounts.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** npm passes on a Ctrl-C that the terminal has already delivered: within this time both are one. */
const SAME_SIGNAL = 1000;

const tell = (line: string): void => void process.stderr.write(`target: ${line}\n`);

/** The three services together: how they are reached, and where they listen. */
interface Instance {
  /** Before the names of its services; empty for the first. */
  prefix: string;
  urls: Urls;
  ports: Record<ServiceName, number>;
  storage: Promise<Storage>;
  /** Resolves when the key is there that its tokens are signed with. */
  key: Promise<void>;
  programs: Promise<Programs>;
}

/** The file to run of each service. */
type Programs = Record<ServiceName, string>;

/** One start, from the first file to the last process. */
class Target {
  readonly #options: Options;
  readonly #services: Service[] = [];
  #state: StateFile | undefined;
  #database: RunningDatabase | undefined;
  #proxy: FaultProxy | undefined;
  #edge: Edge | undefined;
  #stopping = false;

  constructor(options: Options) {
    this.#options = options;
  }

  get #seedFile(): string {
    return path.join(this.#options.directory, 'seed.json');
  }

  /** The identity provider's private key, which the suite takes to make tokens that are wrong in one thing alone. */
  get #keyFile(): string {
    return path.join(this.#options.directory, 'signing-key.json');
  }

  /** What is put together of the services. */
  get #programsFolder(): string {
    return path.join(this.#options.directory, 'services');
  }

  get variablesFile(): string {
    return path.join(this.#options.directory, 'target.env');
  }

  get #authorityFile(): string {
    return path.join(this.#options.directory, 'authority.pem');
  }

  /** Starts everything, in parallel where nothing waits for another. */
  async start(): Promise<{ urls: Urls; accounts: Account[]; second?: Urls }> {
    const options = this.#options;
    this.#state = await StateFile.take(options.directory, options.mode);
    const organisations = organisationsFor(options.tenants);
    const accounts = makeAccounts(organisations);
    writePrivately(this.#seedFile, JSON.stringify({ organisations, accounts }));
    const isOverTls = options.tls === '1';
    const authority = Authority.make(this.#authorityFile);
    const database = startDatabase({
      directory: options.directory,
      serverUrl: options.databaseUrl,
      seedFile: this.#seedFile,
      tell,
    });
    const storage = this.#behindProxy(database);
    const key = this.#makeKey();
    const programs = this.#putTogether();
    for (const early of [authority, database, storage, key, programs]) early.catch(() => undefined); // heard below
    const outer = await choosePorts(options.ports);
    const urls = isOverTls
      ? urlsOverTls(outer)
      : {
          app: `http://localhost:${outer.web}`,
          api: `http://localhost:${outer.api}`,
          idp: `http://localhost:${outer.idp}`,
        };
    this.#state.update({ urls });
    const first = { prefix: '', urls, storage, key, programs };
    let second: Urls | undefined;
    if (isOverTls) {
      const ports = await choosePorts(); // for services of which others are told other ones
      const issued = (await authority).issue();
      this.#edge = await startEdge(outer, async () => ({ certificate: await issued, ports }));
      await this.#run({ ...first, ports });
    } else {
      await this.#run({ ...first, ports: outer });
      second = await this.#offerOverTls(await authority, await database, programs);
    }
    const { file } = await authority;
    const { controlUrl } = this.#proxy as FaultProxy;
    const { appUrl } = await database;
    writePrivately(
      this.variablesFile,
      variables(
        {
          ...urls,
          faultProxy: controlUrl,
          ...(second ? { second } : {}),
          authority: file,
          signingKey: this.#keyFile,
        },
        accounts,
        options,
        appUrl,
      ),
    );
    this.#state.update({ ready: true });
    return { urls, accounts, ...(second ? { second } : {}) };
  }

  /** The database as the first instance reaches it: by way of the fault proxy. */
  async #behindProxy(database: Promise<RunningDatabase>): Promise<Storage> {
    const running = await database;
    this.#database = running;
    this.#watch([running.ended.then((line) => `PostgreSQL ${line}`)]);
    if (running.pid) this.#state?.update({ process: { name: 'postgres', pid: running.pid } });
    const { hostname, port } = new URL(running.appUrl);
    const proxy = await startFaultProxy(hostname, Number(port) || 5432, running.readOnly);
    this.#proxy = proxy;
    return {
      appUrl: throughProxy(running.appUrl, proxy),
      platformUrl: throughProxy(running.platformUrl, proxy),
    };
  }

  /** A second instance, over TLS and on three hosts, that starts when somebody asks for it. */
  async #offerOverTls(
    authority: Authority,
    database: RunningDatabase,
    programs: Promise<Programs>,
  ): Promise<Urls> {
    const outer = await choosePorts();
    const urls = urlsOverTls(outer);
    this.#edge = await startEdge(outer, async () => {
      const ports = await choosePorts();
      const storage = database.another();
      const key = Promise.resolve();
      const started = this.#run({ prefix: 'tls-', urls, ports, storage, key, programs });
      const [certificate] = await Promise.all([authority.issue(), started]).catch((error: Error) => {
        if (!this.#stopping) tell(`over TLS: ${error.message}`);
        throw error;
      });
      return { certificate, ports };
    });
    return urls;
  }

  /** Starts the services of an instance; resolves when all of them are ready. */
  async #run({ prefix, urls, ports, storage, key, programs }: Instance): Promise<void> {
    const options = this.#options;
    const common = {
      APP_URL: urls.app,
      API_URL: urls.api,
      IDP_URL: urls.idp,
      TARGET_TENANCY: options.tenancy,
      SEED_FILE: this.#seedFile,
    };
    const management = { MANAGEMENT_SECRET: randomBytes(32).toString('base64url') };
    storage.catch(() => undefined); // heard below, after what can be started without it
    const [files] = await Promise.all([programs, key]);
    const idp = this.#spawn(`${prefix}idp`, files.idp, {
      ...common,
      ...management,
      PORT: String(ports.idp),
      TARGET_LOGIN: options.login,
      TARGET_ORG_PROMPT: options.organisationPrompt,
      TARGET_CONSENT: options.consent,
      SIGNING_KEY_FILE: this.#keyFile,
    });
    const web = this.#spawn(`${prefix}web`, files.web, { ...common, PORT: String(ports.web) });
    const { appUrl, platformUrl } = await storage;
    const api = this.#spawn(`${prefix}api`, files.api, {
      ...common,
      ...management,
      PORT: String(ports.api),
      // It asks the identity provider under the name that browsers know.
      ...(urls.idp.startsWith('https:') ? { NODE_EXTRA_CA_CERTS: this.#authorityFile } : {}),
      DATABASE_URL: appUrl,
      PLATFORM_DATABASE_URL: platformUrl,
      ...(options.rateLimit ? { TARGET_RATE_LIMIT: options.rateLimit } : {}),
    });
    const services = [idp, web, api];
    await Promise.all(services.map(({ ready }) => ready));
    this.#watch(services.map(({ ended }) => ended));
  }

  async #makeKey(): Promise<void> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
    writePrivately(this.#keyFile, JSON.stringify(jwk));
  }

  /** The web app's server is one small file, which is as fast as it is. */
  async #putTogether(): Promise<Programs> {
    const mainOf = (name: ServiceName): string => path.join('target', name, 'main.ts');
    const entries = { idp: mainOf('idp'), api: mainOf('api') };
    const programs = await bundle(entries, { root: ROOT, folder: this.#programsFolder });
    return { ...programs, web: mainOf('web') };
  }

  #spawn(name: string, entry: string, environment: Record<string, string>): Service {
    if (this.#stopping) throw new LauncherError('stopped before it was ready');
    const service = startService(name, entry, environment, { cwd: ROOT });
    this.#services.push(service);
    this.#state?.update({ process: { name, pid: service.process.pid } });
    return service;
  }

  /** A part that ends is reported and not restarted: the suite must see what its users would see. */
  #watch(parts: readonly Promise<string>[]): void {
    for (const part of parts) {
      void part.then((line) => {
        if (!this.#stopping) tell(line);
      });
    }
  }

  /** Ends whatever was started; reports what could not be cleared up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#edge?.stop();
    await Promise.all(this.#services.map((service) => service.stop()));
    await this.#proxy?.stop();
    await this.#database?.stop().catch((error: Error) => tell(error.message));
    this.#state?.remove([
      this.variablesFile,
      this.#seedFile,
      this.#keyFile,
      this.#authorityFile,
      this.#programsFolder,
    ]);
  }

  /** Ends whatever was started at once, and leaves the rest to the next start. */
  abandon(): void {
    const pids = this.#services.map((service) => service.process.pid);
    for (const pid of [...pids, this.#database?.pid ?? 0]) {
      try {
        if (pid > 1) process.kill(pid, pid === this.#database?.pid ? 'SIGQUIT' : 'SIGKILL');
      } catch {
        // already gone
      }
    }
  }
}

/** Resolves when the target is to end; a second wish, later, ends the process at once. */
function wishToEnd(target: Target, mode: Options['mode']): Promise<void> {
  return new Promise((resolve) => {
    let first = 0;
    const wish = (): void => {
      const now = Date.now();
      if (first === 0) {
        first = now;
        resolve();
      } else if (now - first > SAME_SIGNAL) {
        target.abandon();
        process.exit(1);
      }
    };
    process.on('SIGTERM', wish);
    process.on('SIGHUP', wish);
    // In a run, Ctrl-C is for the suite, which still needs us while it finishes.
    process.on('SIGINT', mode === 'run' ? () => undefined : wish);
    if (mode === 'run') process.stdin.resume().once('end', wish).once('error', wish).once('close', wish);
  });
}

async function main(): Promise<number> {
  const started = performance.now();
  const options = readOptions(process.argv.slice(2), readSettings(ROOT), ROOT);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const target = new Target(options);
  const end = wishToEnd(target, options.mode);
  const start = target.start();
  start.catch(() => undefined); // a wish to end may come first
  try {
    const outcome = await Promise.race([start, end]);
    if (outcome) {
      const seconds = (performance.now() - started) / 1000;
      const { urls, accounts, second } = outcome;
      process.stdout.write(
        options.mode === 'run'
          ? `${JSON.stringify({ ready: true, variables: target.variablesFile, urls, seconds })}\n`
          : welcome({ ...urls, ...(second ? { second } : {}) }, accounts, options, seconds),
      );
      await end;
    }
    return 0;
  } finally {
    // What is still being started could otherwise come up after everything was ended.
    const stopped = target.stop();
    await start.catch(() => undefined);
    await stopped;
    await target.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  for (const line of lines) tell(line);
  process.exitCode = error instanceof LauncherError ? error.exitCode : 1;
}
// Closed pipes of the children may keep the process for a moment; nothing is left to do.
process.exit();
