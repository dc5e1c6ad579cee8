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
import { type RunningDatabase, startDatabase } from './launcher/database.ts';
import { type FaultProxy, startFaultProxy, throughProxy } from './launcher/fault-proxy.ts';
import { LauncherError, type Options, readOptions, readSettings, USAGE } from './launcher/options.ts';
import { choosePorts } from './launcher/ports.ts';
import { type Urls, variables, welcome } from './launcher/present.ts';
import { type Service, startService } from './launcher/service.ts';
import { StateFile, writePrivately } from './launcher/state.ts';
import { type Account, makeAccounts, organisationsFor } from './seed/accounts.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** npm passes on a Ctrl-C that the terminal has already delivered: within this time both are one. */
const SAME_SIGNAL = 1000;

const tell = (line: string): void => void process.stderr.write(`target: ${line}\n`);

/** One start, from the first file to the last process. */
class Target {
  readonly #options: Options;
  readonly #services: Service[] = [];
  #state: StateFile | undefined;
  #database: RunningDatabase | undefined;
  #proxy: FaultProxy | undefined;
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

  get variablesFile(): string {
    return path.join(this.#options.directory, 'target.env');
  }

  /** Starts everything, in parallel where nothing waits for another. */
  async start(): Promise<{ urls: Urls; accounts: Account[] }> {
    const options = this.#options;
    this.#state = await StateFile.take(options.directory, options.mode);
    const organisations = organisationsFor(options.tenants);
    const accounts = makeAccounts(organisations);
    writePrivately(this.#seedFile, JSON.stringify({ organisations, accounts }));
    const ports = await choosePorts(options.ports);
    const urls = {
      app: `http://localhost:${ports.web}`,
      api: `http://localhost:${ports.api}`,
      idp: `http://localhost:${ports.idp}`,
    };
    this.#state.update({ urls });
    const common = {
      APP_URL: urls.app,
      API_URL: urls.api,
      IDP_URL: urls.idp,
      TARGET_TENANCY: options.tenancy,
      SEED_FILE: this.#seedFile,
    };
    const management = { MANAGEMENT_SECRET: randomBytes(32).toString('base64url') };
    const database = startDatabase({
      directory: options.directory,
      serverUrl: options.databaseUrl,
      seedFile: this.#seedFile,
      tell,
    });
    database.catch(() => undefined); // heard below, after what can be started without it
    await this.#makeKey();
    const idp = this.#spawn('idp', {
      ...common,
      ...management,
      PORT: String(ports.idp),
      TARGET_LOGIN: options.login,
      TARGET_ORG_PROMPT: options.organisationPrompt,
      TARGET_CONSENT: options.consent,
      SIGNING_KEY_FILE: this.#keyFile,
    });
    const web = this.#spawn('web', { ...common, PORT: String(ports.web) });
    this.#database = await database;
    if (this.#database.pid) this.#state.update({ process: { name: 'postgres', pid: this.#database.pid } });
    const { hostname, port } = new URL(this.#database.appUrl);
    this.#proxy = await startFaultProxy(hostname, Number(port) || 5432);
    const api = this.#spawn('api', {
      ...common,
      ...management,
      PORT: String(ports.api),
      DATABASE_URL: throughProxy(this.#database.appUrl, this.#proxy),
      PLATFORM_DATABASE_URL: throughProxy(this.#database.platformUrl, this.#proxy),
      ...(options.rateLimit ? { TARGET_RATE_LIMIT: options.rateLimit } : {}),
    });
    await Promise.all([idp.ready, web.ready, api.ready]);
    this.#watch();
    writePrivately(
      this.variablesFile,
      variables(
        { ...urls, faultProxy: this.#proxy.controlUrl },
        accounts,
        options,
        this.#database.appUrl,
        this.#keyFile,
      ),
    );
    this.#state.update({ ready: true });
    return { urls, accounts };
  }

  async #makeKey(): Promise<void> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
    writePrivately(this.#keyFile, JSON.stringify(jwk));
  }

  #spawn(name: 'idp' | 'api' | 'web', environment: Record<string, string>): Service {
    if (this.#stopping) throw new LauncherError('stopped before it was ready');
    const service = startService(name, path.join('target', name, 'main.ts'), environment, { cwd: ROOT });
    this.#services.push(service);
    this.#state?.update({ process: { name, pid: service.process.pid } });
    return service;
  }

  /** A part that ends is reported and not restarted: the suite must see what its users would see. */
  #watch(): void {
    const parts = this.#services.map((service) => service.ended);
    if (this.#database) parts.push(this.#database.ended.then((line) => `PostgreSQL ${line}`));
    for (const part of parts) {
      void part.then((line) => {
        if (!this.#stopping) tell(line);
      });
    }
  }

  /** Ends whatever was started; reports what could not be cleared up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#services.map((service) => service.stop()));
    await this.#proxy?.stop();
    await this.#database?.stop().catch((error: Error) => tell(error.message));
    this.#state?.remove([this.variablesFile, this.#seedFile, this.#keyFile]);
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
      const { urls, accounts } = outcome;
      process.stdout.write(
        options.mode === 'run'
          ? `${JSON.stringify({ ready: true, variables: target.variablesFile, urls, seconds })}\n`
          : welcome(urls, accounts, options, seconds),
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
